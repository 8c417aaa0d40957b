import { readlink } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Where a file is that is written at a path: a link is followed, also one that leads to a file that is still to be made. */
export async function behindLinks(path: string): Promise<string> {
  let place = resolve(path)
  for (const seen = new Set<string>(); !seen.has(place);) {
    seen.add(place)
    // Each link names the next.
    // oxlint-disable-next-line no-await-in-loop
    const next = await readlink(place).catch(() => undefined)
    if (next === undefined) return place
    place = resolve(dirname(place), next)
  }
  throw new Error(`${path} is a link that leads back to itself`)
}
