import { execFile } from 'node:child_process'
import { basename, dirname, resolve } from 'node:path'
import { behindLinks } from './check-place.ts'

/** The files among these that a commit would take along; none where there is no repository, or no git. */
export async function notIgnored(files: readonly string[]): Promise<readonly string[]> {
  const verdicts = await Promise.all(
    // Of a link it matters where it leads to.
    files.map(async (file) => ({ file, taken: await isTaken((await behindLinks(file)) ?? resolve(file)) })),
  )
  return verdicts.filter(({ taken }) => taken).map(({ file }) => file)
}

/** git ends with 0 for what it ignores, 1 for what it does not, and 128 outside a repository. */
function isTaken(path: string): Promise<boolean> {
  return new Promise((answer) => {
    execFile('git', ['check-ignore', '--quiet', '--', basename(path)], { cwd: dirname(path) }, (error) =>
      answer(error?.code === 1),
    )
  })
}
