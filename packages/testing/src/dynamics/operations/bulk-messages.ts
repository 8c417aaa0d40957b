import { parsePath } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { badPayload, duplicateKey, Fault, validation } from '../fault.ts'
import { isGuid } from '../query/literal-value.ts'
import type { Answer } from '../response/answer.ts'
import { noContent } from '../response/answer.ts'
import type { Table } from '../schema/table.ts'
import { createRow } from '../write/create-row.ts'
import { deleteRow } from '../write/delete-row.ts'
import { isElastic } from '../write/elastic.ts'
import { isObject } from '../write/payload.ts'
import { findRow, missingRow, readRowKey, type RowKey } from '../write/row-key.ts'
import { updateRow } from '../write/update-row.ts'
import { complexAnswer } from './complex-answer.ts'

type Target = Readonly<Record<string, unknown>>

type BulkMessage = (exchange: Exchange, table: Table, targets: readonly Target[]) => Answer

/** Messages on many rows of one table: of a standard table all of them or, when one fails, none (reference 27). */
export const bulkMessages: Readonly<Record<string, BulkMessage>> = {
  CreateMultiple(exchange, table, targets) {
    const Ids = targets.map((target) => createOne(exchange, table, target))
    return complexAnswer(exchange, 'CreateMultipleResponse', { Ids })
  },
  UpdateMultiple(exchange, table, targets) {
    const updated = new Set<string>()
    for (const target of targets) {
      const key = keyOf(table, target)
      const found = key && findRow(exchange.scan, table, key)
      if (!key) throw missingKey()
      if (!found) throw key.kind === 'primary' ? missingIds(table, key.id) : missingRow(table, key)
      const id = String(found.row[found.table.key])
      if (updated.has(id)) continue // of one row that is named again, the first change counts alone
      updated.add(id)
      updateRow(exchange, found.table, id, target, valuesOf(key))
    }
    return noContent()
  },
  UpsertMultiple(exchange, table, targets) {
    const named = new Set<string>()
    for (const target of targets) {
      const key = keyOf(table, target)
      if (key && named.has(textOf(key))) throw repeatedKey()
      if (key) named.add(textOf(key))
      const found = key && findRow(exchange.scan, table, key)
      if (found && key) updateRow(exchange, found.table, String(found.row[found.table.key]), target, valuesOf(key))
      else createRow(exchange, table, target, key?.kind === 'alternate' ? { keyValues: key.values } : {})
    }
    return noContent()
  },
  DeleteMultiple(exchange, table, targets) {
    if (!isElastic(table)) throw validation('0x80040203', 'DeleteMultiple has not yet been implemented.')
    for (const target of targets) {
      const key = keyOf(table, target)
      const found = key && findRow(exchange.scan, table, key)
      if (!key) throw missingKey()
      if (!found) throw key.kind === 'primary' ? missingIds(table, key.id) : missingRow(table, key)
      deleteRow(exchange, found.table, String(found.row[found.table.key]))
    }
    return noContent()
  },
}

/** Runs a bulk message on the body's `Targets`: in one transaction, where the table has them. */
export function runBulkMessage(exchange: Exchange, table: Table, message: BulkMessage, body: unknown): Answer {
  const targets = isObject(body) ? body['Targets'] : undefined
  if (!Array.isArray(targets) || !targets.every(isObject)) {
    throw validation('0x80040203', "The parameter 'Targets' has to be a list of rows.")
  }
  for (const target of targets) {
    if (typeof target['@odata.type'] === 'string') continue
    throw badPayload(
      table.set ?? table.name,
      "Microsoft.OData.ODataException: Each of the 'Targets' needs its '@odata.type'.",
    )
  }
  const { store } = exchange.organization
  if (isElastic(table) && targets.length > 0) return runOneByOne(exchange, table, message, targets)
  return store.transaction(() => message(exchange, table, targets))
}

const details = '@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails'

/**
 * Elastic tables have no transactions: each row by itself, and what could not be done is told.
 *
 * @throws Fault 400 with the {@link details} of those that failed, the others done
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations#elastic-tables
 */
function runOneByOne(exchange: Exchange, table: Table, message: BulkMessage, targets: readonly Target[]): Answer {
  const failures: { readonly index: number; readonly fault: Fault }[] = []
  const answers = targets.flatMap((target, index) => {
    try {
      return [exchange.organization.store.transaction(() => message(exchange, table, [target]))]
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      failures.push({ index, fault: error })
      return []
    }
  })
  const [first] = failures
  if (first) {
    const { status, code } = first.fault
    // What a message cannot do at all is no failure of a row.
    if (failures.length === targets.length && status === 403) throw first.fault
    const told = failures.map(({ index, fault }) => ({
      RequestIndex: index,
      Id: targets[index]?.[table.key] ?? null,
      StatusCode: fault.status,
    }))
    throw new Fault(400, code, first.fault.message, {}, { [details]: JSON.stringify(told) })
  }
  const ids = answers.flatMap(({ body }) => (isObject(body) && Array.isArray(body['Ids']) ? body['Ids'] : []))
  const [answer = noContent()] = answers
  return isObject(answer.body) ? { ...answer, body: { ...answer.body, Ids: ids } } : answer
}

function createOne(exchange: Exchange, table: Table, target: Target): string {
  const id = target[table.key]
  if (typeof id === 'string' && exchange.organization.store.of(table).get(id.toLowerCase())) {
    throw duplicateKey('Cannot insert duplicate key.')
  }
  return createRow(exchange, table, target)
}

/** The primary key among the columns, or the key in `@odata.id`. */
function keyOf(table: Table, target: Target): RowKey | undefined {
  const id = target[table.key]
  if (typeof id === 'string' && isGuid(id)) return { kind: 'primary', id: id.toLowerCase() }
  const reference = target['@odata.id']
  if (typeof reference !== 'string') return undefined
  const segment = parsePath(reference.replace(/^.*\/(?=[^/]+$)/, '')).at(0)
  if (!segment?.arguments || segment.name !== table.set) throw missingKey()
  return readRowKey(table, segment.arguments)
}

const valuesOf = (key: RowKey) => (key.kind === 'alternate' ? key.values : {})

const textOf = (key: RowKey): string => JSON.stringify(key.kind === 'primary' ? key.id : key.values)

/** The documentation says that this is an error, and not which. */
const repeatedKey = (): Fault =>
  validation('0x80040203', "More than one of the 'Targets' has the same primary or alternate key.")

const missingKey = (): Fault =>
  new Fault(400, '0x80060888', 'EdmEntityObject passed should have the key property value set.')

const missingIds = (table: Table, id: string): Fault =>
  new Fault(404, '0x80040217', `${table.displayName} With Ids = ${id} Do Not Exist`)
