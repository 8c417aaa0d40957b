import type { Actor } from '../exchange.ts'
import { Fault, validation } from '../fault.ts'
import { bytesOfBase64 } from '../files/base64.ts'
import { tooBig } from '../files/file-fault.ts'
import { imageSize } from '../files/image-size.ts'
import { notModelled } from '../gaps.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'

/** Pixels of a thumbnail, each way. */
const thumbnail = 144

/** What `MaxSizeInKB` is where a definition does not say it. */
const usualMaximum = 10_240

/** Base64 of an image as its column holds it: larger ones than a thumbnail would have to be scaled. */
export function convertImage(column: Column, json: unknown): Value {
  const bytes = typeof json === 'string' ? bytesOfBase64(json) : undefined
  if (!bytes) throw badImage('The value is no base64 text.')
  if (bytes.length > (column.metadata?.maxSizeInKB ?? usualMaximum) * 1024) throw tooBig()
  const size = imageSize(bytes)
  if (!size) throw badImage('The content is no image.')
  if (size.some((pixels) => pixels > thumbnail)) throw notModelled('imageScaling', `${size[0]} x ${size[1]} pixels`)
  return String(json)
}

const badImage = (reason: string): Fault =>
  validation('0x80072553', `Error occured when processing image. Reason: ${reason}`)

/** The image that a row has beside its name: the only one that can be given on create. */
const primaryImage = 'entityimage'

/** The companions of images that were given: id, time and address. */
export function settleImages(
  actor: Actor,
  table: Table,
  id: string,
  cells: Record<string, Value>,
  change: { readonly given: Readonly<Record<string, Value>>; readonly isNew: boolean },
): void {
  for (const column of table.picked.images) {
    if (!(column.name in change.given)) continue
    const { name } = column
    const isEmpty = change.given[name] === null
    if (change.isNew && !isEmpty && name !== primaryImage) {
      throw validation('0x80090487', `Only the primary image can be set on create; '${name}' is another.`)
    }
    const time = ticks(actor.scan.now)
    const address = `/Image/download.aspx?Entity=${table.name}&Attribute=${name}&Id=${id}&Timestamp=${time}`
    setIfThere(table, cells, `${name}id`, isEmpty ? null : actor.organization.newId())
    setIfThere(table, cells, `${name}_timestamp`, isEmpty ? null : time)
    setIfThere(table, cells, `${name}_url`, isEmpty ? null : address)
  }
}

function setIfThere(table: Table, cells: Record<string, Value>, name: string, value: Value): void {
  if (table.columns.has(name)) cells[name] = value
}

/** Tenths of microseconds since the year 1, as .NET counts. */
const ticks = (time: number): number => time * 10_000 + 621_355_968_000_000_000
