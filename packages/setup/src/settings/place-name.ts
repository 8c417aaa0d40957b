import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { basename } from 'node:path'

/** A file on this machine, in the name of a credential: `.env on build01 (2fadb3b7)`. The digits tell folders apart. */
export function placeName(path: string): string {
  const folder = createHash('sha256').update(path).digest('hex').slice(0, 8)
  return `${basename(path).slice(0, 30)} on ${hostname().slice(0, 30)} (${folder})`
}
