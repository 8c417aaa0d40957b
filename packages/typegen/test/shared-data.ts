import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const folder = join(import.meta.dirname, '../../../../shared/data/csdl')

/** Real `$metadata` documents; none on a machine without them. */
export const documents: readonly string[] = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith('.xml.gz'))
  : []

export function readDocument(name: string): string {
  return gunzipSync(readFileSync(join(folder, name))).toString('utf8')
}
