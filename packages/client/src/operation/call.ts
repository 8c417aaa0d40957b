import { printQueryOptions } from '@dynamics-kit/odata'
import type { Expression, OperationDefinition, OverloadDefinition, TableDefinition } from '@dynamics-kit/odata'
import type { OperationOptions } from '../query/query.ts'
import { isColumnName } from '../row/column-name.ts'
import { rowId } from '../row/row-id.ts'
import { readResult } from './call-result.ts'
import { aliasValue, bodyValue } from './call-value.ts'
import { namedTable } from './named-table.ts'
import type { Operation } from './operation.ts'
import { signalOf } from './signal-of.ts'
import { withQuery } from './with-query.ts'

/** What is called: a generated operation, or one known by name. */
export type AnyCallable = OperationDefinition | NamedOperation

/**
 * An operation that has no generated value: its parameters and result are what they are in JavaScript. What JavaScript has no type
 * for takes a helper in the URL of a function: `guid(id)`, `date('2024-04-05')` and `dateTime(…)` of this package, and
 * `enumLiteral('Microsoft.Dynamics.CRM.EndpointAccessType', 'Default')` of `@dynamics-kit/odata`. On the wire:
 * `RetrieveCurrentOrganization(AccessType=@AccessType)?@AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default'`.
 */
export interface NamedOperation {
  /** `new_Approve`, without namespace. */
  readonly name: string
  readonly kind: 'action' | 'function'
  /** Generated operations have them, and are checked. */
  readonly overloads?: never
}

/** A row as `accounts.ref(id)` names it, or by entity set; a table, or the name of an entity set, for all of its rows. */
export type AnyTarget =
  | { readonly id: string; readonly table: string }
  | { readonly id: string; readonly entitySet: string }
  | TableDefinition
  | string

/** A function goes by GET with its parameters in the URL, an action by POST with them in the body (25). */
export function call(
  operation: AnyCallable,
  target: AnyTarget | undefined,
  parameters: object = {},
  options: OperationOptions = {},
): Operation<unknown> {
  if (!isColumnName(operation?.name) || !['action', 'function'].includes(operation.kind)) {
    throw new TypeError(
      `"${String(operation?.name)}" is not the name of an operation: give a generated one, or { name: 'WhoAmI', kind: 'function' }.`,
    )
  }
  const definition = isGenerated(operation) ? operation : undefined
  const overload = definition && overloadOf(definition, target)
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined)
  if (overload) refuseWrongNames(operation.name, overload, new Map(given))
  const path = pathOf(operation, overload, target)
  const typeOf = (name: string) => overload?.parameters[name]
  const request =
    operation.kind === 'action'
      ? actionRequest(
          path,
          given.map(([name, value]) => [name, bodyValue(definition, typeOf(name), value, `${operation.name}.${name}`)]),
        )
      : functionRequest(
          path,
          given.map(([name, value]) => [
            name,
            aliasValue(definition, typeOf(name), value, `${operation.name}.${name}`),
          ]),
        )
  return {
    request: { ...request, ...signalOf(options) },
    read: (response) => readResult(definition, overload?.result, response.body),
  }
}

function isGenerated(operation: AnyCallable): operation is OperationDefinition {
  return operation.overloads !== undefined
}

/** `POST WinOpportunity` with `{ "Status": 3 }` */
function actionRequest(path: string, body: readonly (readonly [name: string, value: unknown])[]) {
  return { method: 'POST', path, ...(body.length > 0 && { body: Object.fromEntries(body) }) }
}

/** `GET F(A=@A)?@A='x'`: by alias, because a segment of the path has at most 260 characters (3.4, 22). */
function functionRequest(path: string, values: readonly (readonly [name: string, value: Expression])[]) {
  const names = values.map(([name]) => `${name}=@${name}`).join(',')
  const query = values.length === 0 ? '' : printQueryOptions({ aliases: Object.fromEntries(values) })
  return { method: 'GET', path: withQuery(`${path}(${names})`, query) }
}

function overloadOf(operation: OperationDefinition, target: AnyTarget | undefined): OverloadDefinition {
  const binding = bindingOf(target)
  const found = Object.entries(operation.overloads).find(
    ([name, { boundTo }]) =>
      name === binding ||
      (boundTo && typeof target === 'string' && boundTo.collection && boundTo.entitySet === target) ||
      (boundTo &&
        typeof target === 'object' &&
        'id' in target &&
        'entitySet' in target &&
        !boundTo.collection &&
        boundTo.entitySet === target.entitySet),
  )
  if (found) return found[1]
  const bindings = Object.keys(operation.overloads).map((name) => (name === 'unbound' ? 'nothing' : name))
  throw new TypeError(`${operation.name} is bound to ${bindings.join(' or ')}, not to ${binding ?? 'that'}.`)
}

/** `unbound`, `lead`, `lead[]`; `undefined` when only an entity set is known. */
function bindingOf(target: AnyTarget | undefined): string | undefined {
  if (target === undefined) return 'unbound'
  if (typeof target === 'string') return undefined
  if ('table' in target) return target.table
  return 'logicalName' in target ? `${target.logicalName}[]` : undefined
}

function pathOf(
  operation: AnyCallable,
  overload: OverloadDefinition | undefined,
  target: AnyTarget | undefined,
): string {
  if (target === undefined) return operation.name
  const qualified = `Microsoft.Dynamics.CRM.${operation.name}`
  if (typeof target === 'string') return `${namedTable(target).entitySet}/${qualified}`
  if ('entitySet' in target && !('id' in target)) return `${target.entitySet}/${qualified}`
  const entitySet = 'entitySet' in target ? namedTable(target.entitySet).entitySet : overload?.boundTo?.entitySet
  if (entitySet === undefined) {
    throw new TypeError(
      `${operation.name}: say the entity set too, { entitySet: '…', id }, for an operation known by name.`,
    )
  }
  return `${entitySet}(${rowId(target, operation.name)})/${qualified}`
}

function refuseWrongNames(name: string, overload: OverloadDefinition, given: ReadonlyMap<string, unknown>): void {
  const known = Object.entries(overload.parameters)
  const unknown = [...given.keys()].find((parameter) => !Object.hasOwn(overload.parameters, parameter))
  if (unknown !== undefined) {
    const names = known.map(([parameter]) => parameter)
    throw new TypeError(
      `${name} has no parameter "${unknown}"; it has ${names.length === 0 ? 'none' : names.join(', ')}.`,
    )
  }
  const missing = known.find(([parameter, { optional }]) => !optional && !given.has(parameter))
  if (missing !== undefined) throw new TypeError(`${name} needs the parameter "${missing[0]}".`)
}
