import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

interface ColdImport {
  readonly name: string
  readonly milliseconds: number
  readonly ratio: number
}

const run = promisify(execFile)
const ROUNDS = 9

/** What a program waits for before it can begin: published files, in new processes. */
export async function coldImports(): Promise<readonly ColdImport[]> {
  const names = ['ky', 'dynamics-web-api', '@dynamics-kit/client']
  const best = new Map(names.map((name) => [name, Infinity]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const code = `const start = performance.now(); await import('${name}'); console.log(performance.now() - start)`
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: import.meta.dirname })
      best.set(name, Math.min(best.get(name) ?? Infinity, Number(stdout)))
    }
  }
  const least = best.get('ky') ?? Number.NaN
  return [...best].map(([name, milliseconds]) => ({ name, milliseconds, ratio: milliseconds / least }))
}
