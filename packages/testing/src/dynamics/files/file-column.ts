import { requireRight } from '../access/require-access.ts'
import type { Actor } from '../exchange.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'
import { stamp } from '../write/system-row.ts'
import { write } from '../write/write-row.ts'
import { base64OfBytes, bytesOfBase64 } from './base64.ts'
import { tooBig } from './file-fault.ts'

/** A file column of one row. */
export interface FilePlace {
  readonly table: Table
  readonly row: Row
  readonly column: Column
}

export interface FileContent {
  readonly name: string
  readonly mimeType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Where contents are kept: rows of their own, so that snapshots hold them and change sets take them back. */
const contents = 'fileattachment'
const contentKey = 'fileattachmentid'

/** What `MaxSizeInKB` is where a definition does not say it. */
const usualMaximum = 32_768

/** Puts a file into a column, in the place of the one that is there. @returns its id */
export function saveFile(actor: Actor, place: FilePlace, { name, mimeType, bytes }: FileContent): string {
  const { column, row, table } = place
  requireRight(actor, 'Write', table, row)
  if (bytes.length > (column.metadata?.maxSizeInKB ?? usualMaximum) * 1024) throw tooBig()
  const { store, newId } = actor.organization
  const id = newId()
  store.transaction(() => {
    dropContent(actor, row[column.name])
    store.table(contents, contentKey)
    store.put(contents, id, {
      [contentKey]: id,
      filename: name,
      mimetype: mimeType,
      filesizeinbytes: bytes.length,
      body: base64OfBytes(bytes),
      versionnumber: store.nextVersion(),
    })
    setCells(actor, place, { [column.name]: id, [`${column.attribute}_name`]: name })
  })
  return id
}

/** The file of a column; `undefined` where there is none. */
export function readFile(actor: Actor, { column, row, table }: FilePlace): FileContent | undefined {
  requireRight(actor, 'Read', table, row)
  const content = actor.organization.store.table(contents).get(String(row[column.name]))
  return content && contentOf(content)
}

function contentOf(content: Row): FileContent {
  return {
    name: String(content['filename']),
    mimeType: String(content['mimetype']),
    bytes: bytesOfBase64(String(content['body'])) ?? new Uint8Array(),
  }
}

/** Takes the file out of a column. One that has none stays as it is. */
export function removeFile(actor: Actor, place: FilePlace): void {
  const { column, row, table } = place
  requireRight(actor, 'Write', table, row)
  if (typeof row[column.name] !== 'string') return
  actor.organization.store.transaction(() => {
    dropContent(actor, row[column.name])
    setCells(actor, place, { [column.name]: null, [`${column.attribute}_name`]: null })
  })
}

/** The column that holds a file, by the file's id. */
export function placeOfFile({ organization }: Actor, id: string): FilePlace | undefined {
  const { schema, store } = organization
  for (const name of schema.names) {
    const table = schema.table(name)
    for (const column of table?.columns.values() ?? []) {
      if (!table || column.type !== 'file') continue
      const [row] = store.table(name).where(column.name, id)
      if (row) return { table, row, column }
    }
  }
  return undefined
}

/** Takes the files of a row that is deleted. */
export function dropFiles(actor: Actor, table: Table, row: Row): void {
  for (const column of table.columns.values()) if (column.type === 'file') dropContent(actor, row[column.name])
}

function dropContent({ organization: { store } }: Actor, id: Value | undefined): void {
  if (typeof id === 'string') store.remove(contents, id)
}

function setCells(actor: Actor, { row, table }: FilePlace, changes: Readonly<Record<string, Value>>): void {
  const cells: Record<string, Value> = { ...row, ...changes }
  stamp(actor, cells, table.columns, 'modified')
  write(actor, table, String(row[table.key]), cells)
}
