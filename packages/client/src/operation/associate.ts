import type { NavigationDefinition } from '@dynamics-kit/odata'
import { contentReferenceText } from '../batch/content-reference.ts'
import { isDuplicateError, isNotFoundError } from '../errors/guards.ts'
import type { OperationOptions } from '../query/query.ts'
import { rowId } from '../row/row-id.ts'
import { namedTable } from './named-table.ts'
import type { AnyTable } from './named-table.ts'
import { withoutResult } from './operation.ts'
import type { Operation } from './operation.ts'
import { relationship } from './relationship.ts'
import { signalOf } from './signal-of.ts'

/** A row of a table known by name: `{ entitySet: 'contacts', id }`. */
interface NamedRow {
  readonly entitySet: string
  readonly id: string
}

/**
 * Adds a row to a collection, `POST accounts(…)/contact_customer_accounts/$ref`, or sets a lookup,
 * `PUT accounts(…)/primarycontactid/$ref`. `serviceRoot` stands in front of the related row's address (12).
 */
export function associate(
  serviceRoot: string,
  table: AnyTable,
  id: unknown,
  name: string,
  related: unknown,
  options: OperationOptions & { readonly cardinality?: 'one' | 'many' } = {},
): Operation<void> {
  const { path, navigation } = relationship(table, id, name, 'associate')
  const cardinality = navigation?.cardinality ?? options.cardinality ?? 'many'
  const request = {
    method: cardinality === 'one' ? 'PUT' : 'POST',
    path: `${path}/$ref`,
    body: {
      '@odata.id':
        contentReferenceText(related) ?? `${serviceRoot}${relatedPath(navigation, related, `associate ${name}`)}`,
    },
    // A pair of rows that is there already is refused, and stays one pair (12).
    repeatable: true,
    ...signalOf(options),
  }
  return { ...withoutResult(request), saysDone: isDuplicateError }
}

/**
 * Takes a row out of a collection, `DELETE accounts(…)/contact_customer_accounts(…)/$ref`, or clears a lookup,
 * `DELETE accounts(…)/primarycontactid/$ref`. Neither row is deleted.
 */
export function disassociate(
  table: AnyTable,
  id: unknown,
  name: string,
  related: unknown,
  options: OperationOptions = {},
): Operation<void> {
  const { path, navigation } = relationship(table, id, name, 'disassociate')
  const single = navigation?.cardinality === 'one'
  if (navigation?.cardinality === 'many' && related === undefined) {
    throw new TypeError(`disassociate ${name}: say which row to take out of the collection.`)
  }
  const member = single || related === undefined ? '' : `(${rowId(related, `disassociate ${name}`)})`
  const request = { method: 'DELETE', path: `${path}${member}/$ref`, repeatable: true, ...signalOf(options) }
  return { ...withoutResult(request), saysDone: isNotFoundError }
}

/** The address of a row that is related, below the service root: `contacts(…)`. */
export function relatedPath(navigation: NavigationDefinition | undefined, related: unknown, what: string): string {
  if (navigation === undefined) {
    const { entitySet, id } = namedRow(related, what)
    return `${namedTable(entitySet).entitySet}(${rowId(id, what)})`
  }
  const target = navigation.target()
  const table = typeof related === 'object' && related !== null && 'table' in related ? related.table : undefined
  if (table !== undefined && table !== target.logicalName) {
    throw new TypeError(`${what} takes a row of ${target.logicalName}, such as ${target.entitySet}.ref(id).`)
  }
  return `${target.entitySet}(${rowId(related, what)})`
}

function namedRow(related: unknown, what: string): NamedRow {
  if (typeof related === 'object' && related !== null && 'entitySet' in related && 'id' in related) {
    return related as NamedRow
  }
  throw new TypeError(`${what} takes { entitySet: 'contacts', id } when the table is known by name only.`)
}
