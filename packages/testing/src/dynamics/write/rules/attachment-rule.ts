import type { Actor } from '../../exchange.ts'
import { decodedLength } from '../../files/base64.ts'
import { requireDocument } from '../../files/document-limits.ts'
import { lookupTypeOf, type Row, type Value } from '../../store/row.ts'
import { setLookup } from '../ownership.ts'
import type { TableRule } from './table-rule.ts'

const item = '_objectid_value'

/** An attachment belongs to whom its activity belongs, which counts its attachments. */
export const attachmentRule: TableRule = {
  prepare(actor, { cells, before }) {
    const body = requireDocument(actor, 'body', cells, before)
    cells['filesize'] = typeof body === 'string' ? decodedLength(body) : null
    const activity = activityOf(actor, cells)
    if (!activity) return
    cells['objecttypecode'] = activity.table
    tellActivity(cells, activity.row)
    if (!before) cells['attachmentnumber'] ??= attachmentsOf(actor, cells) + 1
  },
  created: (actor, _id, row) => count(actor, row, 0),
  updated(actor, _id, row, before) {
    if (row[item] === before[item]) return
    count(actor, before, 0)
    count(actor, row, 0)
  },
  deleting: (actor, _id, row) => count(actor, row, -1),
}

/** Lets the attachments of an activity that was changed belong to its owner, and tell its subject. */
export function followActivity({ organization: { store } }: Actor, id: string, activity: Row): void {
  for (const attachment of store.table('activitymimeattachment').where(item, id)) {
    const cells = { ...attachment }
    tellActivity(cells, activity)
    if (Object.keys(cells).every((name) => cells[name] === attachment[name])) continue
    const changed = { ...cells, versionnumber: store.nextVersion() }
    store.put('activitymimeattachment', String(attachment['activitymimeattachmentid']), changed)
  }
}

function tellActivity(cells: Record<string, Value>, activity: Row): void {
  cells['activitysubject'] = activity['subject'] ?? null
  for (const column of ['_ownerid_value', '_owningbusinessunit_value', '_owninguser_value']) {
    const [id, type] = [activity[column], activity[lookupTypeOf(column)]]
    setLookup(cells, column, String(type), typeof id === 'string' ? id : null)
  }
}

/** The row that an attachment is of, and its table: an activity may be told as an activitypointer. */
function activityOf({ organization }: Actor, cells: Row): { readonly table: string; readonly row: Row } | undefined {
  const id = String(cells[item])
  const named = organization.schema.table(String(cells[lookupTypeOf(item)]))
  for (const table of named?.concrete ?? []) {
    const row = organization.store.table(table).get(id)
    if (row) return { table, row }
  }
  return undefined
}

const attachmentsOf = ({ organization }: Actor, row: Row): number =>
  organization.store.table('activitymimeattachment').where(item, row[item] ?? null).length

/** `attachmentcount` of an e-mail. */
function count(actor: Actor, row: Row, more: number): void {
  const { store, schema } = actor.organization
  const activity = activityOf(actor, row)
  if (!activity || !schema.table(activity.table)?.columns.has('attachmentcount')) return
  const attachmentcount = attachmentsOf(actor, row) + more
  const changed = { ...activity.row, attachmentcount, versionnumber: store.nextVersion() }
  store.put(activity.table, String(row[item]), changed)
}
