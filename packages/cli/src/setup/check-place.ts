import { constants, existsSync } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { CommandFailure } from '../command/command-failure.ts'

/**
 * Whether a file can be written at a place, asked before a secret is made for it. Folders that are missing are made.
 *
 * @throws CommandFailure `usage`
 */
export async function checkPlace(file: string, option: string): Promise<void> {
  const refuse = (problem: string): never => {
    throw new CommandFailure('usage', `${option}: ${file} cannot be written: ${problem}`)
  }
  const place = resolve(file)
  if (existsSync(place) && (await stat(place)).isDirectory()) refuse('it is a folder')
  let folder = dirname(place)
  while (!existsSync(folder)) folder = dirname(folder)
  if (!(await stat(folder)).isDirectory()) refuse(`${folder} is no folder`)
  await access(folder, constants.W_OK).catch(() => refuse(`${folder} is not yours to write to`))
}
