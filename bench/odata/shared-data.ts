import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A file of the collection of real data beside the project; nothing where the collection is not there. */
export function sharedData(path: string): string | undefined {
  const file = join(import.meta.dirname, '../../../shared/data', path)
  return existsSync(file) ? file : undefined
}
