import type { Actor } from '../exchange.ts'
import type { Row, Value } from '../store/row.ts'
import { bytesOfBase64, decodedLength } from './base64.ts'
import { invalidBlocks } from './file-fault.ts'

/** Uploads under way, and their blocks: rows like others, so that change sets take them back. */
const sessions = { name: 'fileupload', key: 'fileuploadid' } as const
const blocks = { name: 'fileuploadblock', key: 'fileuploadblockid' } as const

/** What an upload is for, by names that the caller chooses. */
export type UploadTarget = Readonly<Record<string, Value>>

/** Begins an upload. @returns the token of what belongs to it */
export function beginUpload({ organization: { store, newId } }: Actor, target: UploadTarget): string {
  const token = newId()
  store.table(sessions.name, sessions.key)
  store.put(sessions.name, token, { ...target, [sessions.key]: token })
  return token
}

/** What the upload of a token is for. @throws Fault 400 for a token that stands for none */
export function uploadOf({ organization: { store } }: Actor, token: unknown): UploadTarget {
  const found = typeof token === 'string' ? store.table(sessions.name).get(token) : undefined
  if (found) return found
  throw invalidBlocks('The file continuation token is not valid, or its upload is over.')
}

/** Keeps a block; one of the same id is replaced. */
export function addBlock(actor: Actor, token: string, block: string, data: string): void {
  const { store, newId } = actor.organization
  store.table(blocks.name, blocks.key)
  const before = blocksOf(actor, token).find((one) => one['block'] === block)
  const id = String(before?.[blocks.key] ?? newId())
  store.put(blocks.name, id, { [blocks.key]: id, session: token, block, data })
}

const blocksOf = ({ organization: { store } }: Actor, token: string): Row[] =>
  store.table(blocks.name).where('session', token)

/** Bytes that an upload has so far. */
export const uploadedLength = (actor: Actor, token: string): number =>
  blocksOf(actor, token).reduce((sum, { data }) => sum + decodedLength(String(data)), 0)

/**
 * The blocks of an upload put together, which ends it; in the order given, or in that in which they came.
 *
 * @throws Fault 400 for a block that did not come
 */
export function endUpload(actor: Actor, token: string, order?: readonly string[]): Uint8Array<ArrayBuffer> {
  const { store } = actor.organization
  const known = blocksOf(actor, token)
  const wanted = order?.map((block) => known.find((one) => one['block'] === block)) ?? known
  const parts = wanted.map((one) => {
    const bytes = one && bytesOfBase64(String(one['data']))
    if (!bytes) throw invalidBlocks('The list of blocks names one that was not uploaded.')
    return bytes
  })
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  for (const one of known) store.remove(blocks.name, String(one[blocks.key]))
  store.remove(sessions.name, token)
  return whole
}
