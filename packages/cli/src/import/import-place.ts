import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { CommandFailure } from '../command/command-failure.ts'
import { fileProblem } from '../command/file-problem.ts'

/** Where an import goes on when it is run again. */
export interface ImportPlace {
  /** What is imported how; another run must be the same. */
  readonly job: string
  /** For `bulk`. */
  readonly resume: string
  /** Rows of the file that are all done, written or refused. */
  readonly row: number
}

/** The file beside the source that holds the place. */
export const placeFileOf = (file: string): string => `${file}.place`

/** @throws CommandFailure `usage` for a file that holds none */
export function readPlace(file: string): ImportPlace | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ENOENT') return undefined
    throw new CommandFailure('usage', `${file} ${fileProblem(error)}`, { cause: error })
  }
  try {
    const place = JSON.parse(text) as ImportPlace
    if (typeof place.resume === 'string' && typeof place.job === 'string') return place
  } catch {
    // Told below.
  }
  throw new CommandFailure('usage', `${file} holds no place of an import; remove it to begin anew.`)
}

/** Whole or not at all, also when the program is killed. */
export function writePlace(file: string, place: ImportPlace): void {
  const draft = `${file}.new`
  writeFileSync(draft, `${JSON.stringify(place)}\n`)
  renameSync(draft, file)
}

export const removePlace = (file: string): void => rmSync(file, { force: true })

/** What a run imports, and how: the same text means that an earlier run can be gone on with. */
export async function jobOf(file: string, ...how: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(file), hash)
  } catch (error) {
    throw new CommandFailure('usage', `${file} ${fileProblem(error)}`, { cause: error })
  }
  return [...how, `sha256 ${hash.digest('hex')}`].join(', ')
}
