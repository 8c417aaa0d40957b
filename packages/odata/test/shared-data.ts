import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the collected real data stands, beside the project; not part of it. */
const SHARED_DATA = new URL('../../../../shared/data/', import.meta.url)

/** The place of a file of the collected real data; nothing where it is not at hand. */
export function sharedData(path: string): string | undefined {
  const file = fileURLToPath(new URL(path, SHARED_DATA))
  return existsSync(file) ? file : undefined
}

/** Why tests of real data are skipped. */
export const WITHOUT_SHARED_DATA = '../shared/data is not beside the project'
