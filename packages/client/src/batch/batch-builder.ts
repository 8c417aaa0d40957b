import type { TableDefinition } from '@dynamics-kit/odata'
import { isRawRow } from '../row/raw-row.ts'
import { associate, disassociate } from '../operation/associate.ts'
import { call } from '../operation/call.ts'
import type { AnyCallable, AnyTarget } from '../operation/call.ts'
import { getValue, setValue } from '../operation/column-value.ts'
import { create } from '../operation/create.ts'
import { deleteRow } from '../operation/delete.ts'
import type { AnyTable } from '../operation/named-table.ts'
import { AS_OPERATION } from '../operation/as-operation.ts'
import type { Operation } from '../operation/operation.ts'
import { retrieve } from '../operation/retrieve.ts'
import { update } from '../operation/update.ts'
import { upsert } from '../operation/upsert.ts'
import { whoAmI } from '../operation/who-am-i.ts'
import { anyRequest } from '../operation/any-request.ts'
import { contentReference } from './content-reference.ts'

/** An operation in its place. */
export interface OperationItem {
  readonly kind: 'operation'
  readonly operation: Operation
  /** In change sets. */
  readonly contentId?: string
}

interface ChangeSetItem {
  readonly kind: 'changeSet'
  readonly items: readonly OperationItem[]
}

export type AnyItem = OperationItem | ChangeSetItem

type Options = Readonly<Record<string, unknown>>

/** A new row with an id of its own, where the client makes them. */
type OwnId = (table: AnyTable, row: object) => object

/** The functions that change something, each giving an item. */
function writers(serviceRoot: string, item: (operation: Operation) => OperationItem) {
  return {
    update: (table: AnyTable, id: unknown, changes: object, options?: Options) =>
      item(update(table, id, changes, options)),
    upsert: (table: AnyTable, id: unknown, row: object, options?: Options) => item(upsert(table, id, row, options)),
    delete: (table: AnyTable, id: unknown, options?: Options) => item(deleteRow(table, id, options)),
    setValue: (table: AnyTable, id: unknown, column: string, value: unknown, options?: Options) =>
      item(setValue(table, id, column, value, options)),
    associate: (table: AnyTable, id: unknown, name: string, related: unknown, options?: Options) =>
      item(associate(serviceRoot, table, id, name, related, options)),
    disassociate: (table: AnyTable, id: unknown, name: string, related?: unknown, options?: Options) =>
      item(disassociate(table, id, name, related, options)),
    call: (operation: AnyCallable, parameters?: object) => item(call(operation, undefined, parameters)),
    callOn: (target: AnyTarget, operation: AnyCallable, parameters?: object) =>
      item(call(operation, target, parameters)),
    request: (method: string, path: string, options?: Options) => item(anyRequest(method, path, options)),
  }
}

/** An operation of which parts are still to be loaded. */
export interface PendingItem {
  readonly kind: 'pending'
  readonly operation: Promise<Operation>
}

function alone(operation: Operation): OperationItem {
  return Object.freeze({ kind: 'operation', operation })
}

function aloneAtLast(operation: Operation | Promise<Operation>): OperationItem | PendingItem {
  if (!(operation instanceof Promise)) return alone(operation)
  // Whoever sends the batch hears of it; until then it is nobody's.
  operation.catch(() => undefined)
  return Object.freeze({ kind: 'pending', operation })
}

/** An item that can be sent. */
export async function settled(item: AnyItem | PendingItem): Promise<AnyItem> {
  return item.kind === 'pending' ? alone(await item.operation) : item
}

/** {@link BatchBuilder} without its types. */
export function createBatchBuilder(serviceRoot: string, ownId: OwnId): object {
  return Object.freeze({
    ...writers(serviceRoot, alone),
    create: (table: AnyTable, row: object, options?: Options) => alone(create(table, ownId(table, row), options)),
    retrieve: (table: AnyTable, id: unknown, options?: Options) => aloneAtLast(retrieve(table, id, options)),
    getValue: (table: AnyTable, id: unknown, column: string) => alone(getValue(table, id, column)),
    whoAmI: () => alone(whoAmI()),
    all: (query: unknown) => {
      if (typeof query === 'object' && query !== null && AS_OPERATION in query) {
        // Only this package has the symbol.
        return aloneAtLast((query as { [AS_OPERATION](): Operation | Promise<Operation> })[AS_OPERATION]())
      }
      throw new TypeError('all takes a query of this client: b.all(dynamics.from(accounts).select("name")).')
    },
    changeSet: (build: (changeSet: object) => unknown): ChangeSetItem => {
      const items = itemsOf(build(createChangeSetBuilder(serviceRoot, ownId)), 'changeSet')
      return Object.freeze({ kind: 'changeSet', items: items.map((item) => operationItem(item)) })
    },
  })
}

function createChangeSetBuilder(serviceRoot: string, ownId: OwnId): object {
  let last = 0
  const numbered = (operation: Operation): OperationItem =>
    Object.freeze({ kind: 'operation', operation, contentId: String(++last) })
  return Object.freeze({
    ...writers(serviceRoot, numbered),
    create: (table: AnyTable, row: object, options?: Options) => {
      const item = numbered(create(table, ownId(table, row), options))
      return Object.freeze({ ...item, reference: contentReference(item.contentId ?? '', logicalName(table)) })
    },
  })
}

function logicalName(table: TableDefinition | string): string {
  return typeof table === 'string' ? table : table.logicalName
}

/** @throws TypeError when the function given to `batch` or `changeSet` returned anything but items. */
export function itemsOf(value: unknown, what: string): readonly (AnyItem | PendingItem)[] {
  if (!Array.isArray(value) || !value.every((item) => isItem(item))) {
    throw new TypeError(
      `The function given to ${what} must return an array of what its argument gave: [b.create(…), b.update(…)].`,
    )
  }
  return value
}

/** @throws TypeError for anything but an item. */
export function itemOf(value: unknown, what: string): AnyItem | PendingItem {
  if (isItem(value)) return value
  throw new TypeError(`The function given to ${what} must give what its argument gave, such as b.create(…).`)
}

function isItem(value: unknown): value is AnyItem | PendingItem {
  return isRawRow(value) && ['operation', 'changeSet', 'pending'].includes(String(value['kind']))
}

function operationItem(item: AnyItem | PendingItem): OperationItem {
  if (item.kind === 'operation' && item.contentId !== undefined) return item
  throw new TypeError('A change set holds the operations that its own argument gave, and no change set within.')
}
