import { relative } from 'node:path'

/** A path as a person knows it: relative where it is below the current folder. */
export function shownPath(path: string, cwd: string): string {
  const below = relative(cwd, path)
  return below === '' ? '.' : below.startsWith('..') ? path : below
}
