import { constants, existsSync } from 'node:fs'
import { access, readlink, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { CommandFailure } from '../command/command-failure.ts'

/**
 * Whether a file can be written at a place, asked before a secret is made for it. A link leads to where it is; folders that are missing
 * are made.
 *
 * @throws CommandFailure `usage`
 */
export async function checkPlace(file: string, option: string): Promise<void> {
  const refuse = (problem: string): never => {
    throw new CommandFailure('usage', `${option}: ${file} cannot be written: ${problem}`)
  }
  const place = (await behindLinks(file)) ?? refuse('it is a link that leads back to itself')
  if (existsSync(place) && (await stat(place)).isDirectory()) refuse('it is a folder')
  let folder = dirname(place)
  while (!existsSync(folder)) folder = dirname(folder)
  if (!(await stat(folder)).isDirectory()) refuse(`${folder} is no folder`)
  await access(folder, constants.W_OK).catch(() => refuse(`${folder} is not yours to write to`))
}

/** Where a file is that is written at a path, which need not be there yet; `undefined` where links lead in a circle. */
export async function behindLinks(file: string): Promise<string | undefined> {
  let place = resolve(file)
  for (const seen = new Set<string>(); !seen.has(place);) {
    seen.add(place)
    // Each link names the next.
    // oxlint-disable-next-line no-await-in-loop
    const next = await readlink(place).catch(() => undefined)
    if (next === undefined) return place
    place = resolve(dirname(place), next)
  }
  return undefined
}
