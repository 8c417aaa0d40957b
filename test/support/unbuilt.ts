import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGES = join(import.meta.dirname, '../../packages')

/**
 * Why nothing can be said of packages as they are published, to be put behind the name of a test that is skipped: they have not
 * been built, or were changed since. Empty where they are built from what is here. Name those that are bundled into them, too.
 */
export function unbuilt(...names: readonly string[]): string {
  for (const name of names) {
    const built = timeOf(`${name}/dist/index.js`)
    if (built === undefined) return ` (skipped: nothing is built of ${name}; pnpm run build)`
    const newer = globSync([`${name}/src/**/*.{ts,tsx,json}`, `${name}/rolldown.config.js`], { cwd: PACKAGES }).find(
      (file) => !/\.test(-d)?\.ts$/.test(file) && (timeOf(file) ?? 0) > built,
    )
    if (newer !== undefined) return ` (skipped: packages/${newer} is newer than what is built; pnpm run build --force)`
  }
  return ''
}

function timeOf(file: string): number | undefined {
  return statSync(join(PACKAGES, file), { throwIfNoEntry: false })?.mtimeMs
}
