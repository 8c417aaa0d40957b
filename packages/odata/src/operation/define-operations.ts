import type { TableDefinition } from '../table/table.ts'
import type { OperationShape } from './operation-shape.ts'
import type {
  Callable,
  OperationBinding,
  OperationParameter,
  OperationValueKind,
  OperationValueType,
  OverloadDefinition,
  RowAddress,
} from './operation.ts'

/** Which tables operations can meet. */
export interface OperationTables {
  /** Logical names of the schema's tables, with blanks between them. */
  readonly tables: string
  /** Tables outside of it, of which rows can be named: entity set and primary key, `{ systemuser: 'systemusers systemuserid' }`. */
  readonly references?: Readonly<Record<string, string>>
}

/** One overload, written small. */
export interface OverloadFacts {
  /**
   * Name to type: `'text'`, `'boolean?'` for one that may be left out, `'guid[]'`, `'enum:AccessRights'`,
   * `'complex:ColumnSet'`, `'row:transactioncurrency'`, and `'row'` of any table.
   */
  readonly parameters?: Readonly<Record<string, string>>
  /** As a parameter; absent for nothing. */
  readonly result?: string
  readonly composable?: boolean
}

/**
 * Makes an operation a value; its overloads by binding: `unbound`, `lead`, `lead[]`.
 *
 * An overload is read when it is first looked at, as by a call: a type that is none, and a table that was not given, are a TypeError then.
 */
export type DefineOperation = <O extends OperationShape>(
  name: O['name'],
  kind: O['kind'],
  overloads: { readonly [B in keyof O['overloads'] & string]: OverloadFacts },
) => Callable<O>

/** A schema, as far as operations need it. */
interface TableSource {
  table(logicalName: never): unknown
}

/**
 * Gives the function that makes actions, functions and Custom APIs values, as `call` takes them. Generated code calls it; so
 * can you.
 *
 * @example
 * ```ts
 * import { defineOperations, defineSchema } from '@dynamics-kit/odata'
 * import type { Callable } from '@dynamics-kit/odata'
 *
 * interface Rename {
 *   readonly name: 'new_Rename'
 *   readonly kind: 'action'
 *   readonly overloads: {
 *     readonly account: { readonly parameters: { readonly Name: string }; readonly result: boolean }
 *   }
 * }
 *
 * const define = defineOperations(defineSchema({}), { tables: '', references: { account: 'accounts accountid' } })
 * const new_Rename: Callable<Rename> = define('new_Rename', 'action', {
 *   account: { parameters: { Name: 'text' }, result: 'boolean' },
 * })
 * ```
 */
export function defineOperations(schema: TableSource, { tables, references = {} }: OperationTables): DefineOperation {
  const inSchema = new Set(words(tables))
  // The schema types its tables by name; here names are only known at run time.
  const tableNamed = (name: string): TableDefinition => schema.table(name as never) as TableDefinition
  const table = (name: string): TableDefinition | undefined => (inSchema.has(name) ? tableNamed(name) : undefined)
  const rowAddress = (name: string): RowAddress | undefined => {
    const inside = table(name)
    if (inside) return { entitySet: inside.entitySet, key: inside.key }
    const [entitySet, key] = Object.hasOwn(references, name) ? words(references[name] ?? '') : []
    return entitySet === undefined || key === undefined ? undefined : { entitySet, key }
  }
  const bindingOf = (binding: string): OperationBinding | undefined => {
    if (binding === 'unbound') return undefined
    const collection = binding.endsWith('[]')
    const name = collection ? binding.slice(0, -2) : binding
    const address = rowAddress(name)
    if (address === undefined) throw new TypeError(`The operations know no table "${name}".`)
    return { table: name, entitySet: address.entitySet, collection }
  }

  const define = (name: string, kind: 'action' | 'function', facts: object): Callable => {
    let overloads: Callable['overloads'] | undefined
    return Object.freeze({
      name,
      kind,
      rowAddress,
      table,
      // Spelled out when it is first called: most of a large environment's operations never are.
      get overloads() {
        return (overloads ??= Object.freeze(
          Object.fromEntries(
            Object.entries(facts).map(([binding, overload]) => [
              binding,
              spellOverload(overload as OverloadFacts, bindingOf(binding)),
            ]),
          ),
        ))
      },
    })
  }
  // The caller says which shape belongs to which facts; that is all that the compiler knows of them.
  return define as DefineOperation
}

function spellOverload(
  { parameters = {}, result, composable = false }: OverloadFacts,
  boundTo: OperationBinding | undefined,
): OverloadDefinition {
  return Object.freeze({
    ...(boundTo && { boundTo }),
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, spellParameter(text)])),
    ...(result !== undefined && { result: spellType(result) }),
    composable,
  })
}

function spellParameter(text: string): OperationParameter {
  const optional = text.endsWith('?')
  return { ...spellType(optional ? text.slice(0, -1) : text), optional }
}

/** `row:account[]` */
function spellType(text: string): OperationValueType {
  const collection = text.endsWith('[]')
  const [kind = '', type] = (collection ? text.slice(0, -2) : text).split(':')
  if (!isValueKind(kind)) throw new TypeError(`"${text}" is no type of an operation's value.`)
  return { kind, ...(type !== undefined && { type }), collection }
}

const KINDS: ReadonlySet<string> = new Set<OperationValueKind>([
  'text',
  'guid',
  'integer',
  'bigInt',
  'decimal',
  'double',
  'boolean',
  'dateTime',
  'dateOnly',
  'timeOfDay',
  'duration',
  'binary',
  'enum',
  'complex',
  'row',
])

const isValueKind = (kind: string): kind is OperationValueKind => KINDS.has(kind)

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')
