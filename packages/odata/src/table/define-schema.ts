import { isGuid } from '../literal/guid.ts'
import type { ChoiceOptions, ColumnKind, EntityReference, KeyReference } from './column.ts'
import type { TableShape } from './shape.ts'
import type { ColumnDefinition, NavigationDefinition, Table, TableDefinition } from './table.ts'

/** A table's facts, written small: names of columns by kind, with blanks between them. */
export interface TableFacts {
  /** `accounts` */
  readonly entitySet: string
  /** Primary key column, `accountid`. */
  readonly key: string
  /** Columns of each alternate key: `['accountnumber', 'new_region new_code']`. */
  readonly alternateKeys?: readonly string[]
  readonly columns: ColumnFacts
  /** Collection-valued navigation property to the logical name of its table; of N:N relationships with that of the pairs, `lead:accountleads`. */
  readonly many?: Readonly<Record<string, string>>
  /** Single-valued navigation property to the logical name of its table, where no lookup column says it. */
  readonly one?: Readonly<Record<string, string>>
}

/** Columns by kind. The primary key is not repeated. */
export type ColumnFacts = {
  /** `'name accountnumber'` */
  readonly [Kind in Exclude<ColumnKind, 'key' | 'choice' | 'choices' | 'lookup'>]?: string
} & {
  /** Number to label of each choice. */
  readonly choice?: Readonly<Record<string, ChoiceOptions>>
  readonly choices?: Readonly<Record<string, ChoiceOptions>>
  /**
   * Lookup to the logical names of its target tables: `{ primarycontactid: 'contact', parentcustomerid: 'account contact' }`.
   *
   * The navigation property is the lookup's name, or with several targets `parentcustomerid_account`; where it is another,
   * it follows a colon: `new_parent:new_ParentId`.
   */
  readonly lookup?: Readonly<Record<string, string>>
}

/** The tables of an environment, or some of them, that lead to each other. */
export interface Schema<Tables extends object = object> {
  /** A table as a value. @throws TypeError for one that the schema does not have. */
  table<Name extends keyof Tables & string>(
    logicalName: Name,
  ): Tables[Name] extends infer Shape extends TableShape ? Table<Shape> : never
  /** A table outside of the schema that lookups lead to: its rows can be named, not read. @throws TypeError for one that was not given. */
  reference<const Name extends string>(logicalName: Name): TableReference<Name>
}

/** A table of which only the rows are named. */
export interface TableReference<Name extends string = string> {
  readonly entitySet: string
  readonly logicalName: Name
  /**
   * Names a row, to be put in a lookup.
   *
   * @throws TypeError when the id is no GUID.
   */
  ref(id: string): EntityReference<Name>
}

/**
 * Makes tables values that `from`, `create`, `update` and the others take. Generated code calls it; so can you.
 *
 * What is given is kept as it is; a table's columns are spelled out when they are first asked for. Everything is frozen.
 *
 * @param tables - facts by logical name
 * @param references - entity sets of the tables outside that lookups lead to: `{ systemuser: 'systemusers' }`
 *
 * @example
 * ```ts
 * import { defineSchema } from '@dynamics-kit/odata'
 * import type { KeyColumn, Table, TableShape, TextColumn } from '@dynamics-kit/odata'
 *
 * interface AccountTable extends TableShape {
 *   readonly entitySet: 'accounts'
 *   readonly logicalName: 'account'
 *   readonly columns: { readonly accountid: KeyColumn; readonly name: TextColumn }
 *   readonly navigation: object
 * }
 *
 * const schema = defineSchema<{ account: AccountTable }>({
 *   account: { entitySet: 'accounts', key: 'accountid', columns: { text: 'name' } },
 * })
 * const accounts: Table<AccountTable> = schema.table('account')
 * ```
 */
export function defineSchema<Tables extends object>(
  tables: Readonly<Record<string, TableFacts>>,
  references: Readonly<Record<string, string>> = {},
): Schema<Tables> {
  const known = new Map<string, TableDefinition>()
  const has = (logicalName: string): boolean => Object.hasOwn(tables, logicalName)
  const outside = new Map(Object.entries(references))
  const entitySetOf = (logicalName: string): string => {
    const entitySet = has(logicalName) ? tables[logicalName]?.entitySet : outside.get(logicalName)
    if (entitySet === undefined) throw new TypeError(`The schema has no table "${logicalName}".`)
    return entitySet
  }
  const tableOf = (logicalName: string): TableDefinition => {
    const facts = has(logicalName) ? tables[logicalName] : undefined
    if (facts === undefined) throw new TypeError(`The schema has no table "${logicalName}".`)
    const made = known.get(logicalName) ?? createTable(logicalName, facts, { has, tableOf, entitySetOf })
    known.set(logicalName, made)
    return made
  }
  return Object.freeze({
    // The caller says which shape belongs to which name; that is all that the compiler knows of these facts.
    table: ((logicalName: string) => tableOf(logicalName)) as Schema<Tables>['table'],
    reference: <Name extends string>(logicalName: Name) =>
      Object.freeze({ entitySet: entitySetOf(logicalName), logicalName, ref: createRef(logicalName) }),
  })
}

interface Surroundings {
  readonly has: (logicalName: string) => boolean
  readonly tableOf: (logicalName: string) => TableDefinition
  readonly entitySetOf: (logicalName: string) => string
}

function createTable(logicalName: string, facts: TableFacts, surroundings: Surroundings): TableDefinition {
  let columns: TableDefinition['columns'] | undefined
  let navigation: TableDefinition['navigation'] | undefined
  const alternateKeys = Object.freeze((facts.alternateKeys ?? []).map((names) => Object.freeze(words(names))))
  return Object.freeze({
    entitySet: facts.entitySet,
    logicalName,
    key: facts.key,
    alternateKeys,
    choices: Object.freeze({ ...facts.columns.choice, ...facts.columns.choices }),
    ref: createKeyRef(logicalName, alternateKeys),
    get columns() {
      return (columns ??= Object.freeze(spellColumns(facts, surroundings)))
    },
    get navigation() {
      return (navigation ??= Object.freeze(spellNavigation(facts, surroundings)))
    },
  })
}

function createRef<Name extends string>(table: Name): (id: unknown) => EntityReference<Name> {
  return (id) => {
    if (typeof id !== 'string' || !isGuid(id)) throw new TypeError(`${table}.ref: the id must be a GUID.`)
    return Object.freeze({ id, table })
  }
}

/** By id, or by the columns of an alternate key. */
function createKeyRef(
  table: string,
  alternateKeys: readonly (readonly string[])[],
): (row: unknown) => EntityReference | KeyReference {
  const byId = createRef(table)
  return (row) => {
    if (typeof row !== 'object' || row === null) return byId(row)
    const entries = Object.entries(row).filter(([, value]) => value !== null && value !== undefined)
    const key = Object.freeze(Object.fromEntries(entries))
    const isOf = (names: readonly string[]): boolean =>
      names.length === Object.keys(row).length && names.every((name) => Object.hasOwn(key, name))
    if (alternateKeys.some(isOf)) return Object.freeze({ key, table })
    const known = alternateKeys.map((names) => names.join(' and ')).join(', or by ')
    throw new TypeError(
      known === ''
        ? `${table}.ref: the table has no alternate key; give the id of the row.`
        : `${table}.ref: rows are named by ${known}, each with a value, or by id.`,
    )
  }
}

function spellColumns(
  { key, columns }: TableFacts,
  { entitySetOf }: Surroundings,
): Readonly<Record<string, ColumnDefinition>> {
  const { choice = {}, choices = {}, lookup = {}, ...simple } = columns
  const spelled: Record<string, ColumnDefinition> = { [key]: 'key' }
  for (const kind of Object.keys(simple) as (keyof typeof simple)[]) {
    for (const name of words(simple[kind] ?? '')) spelled[name] = kind
  }
  for (const [name, options] of Object.entries(choice)) spelled[name] = { choice: options }
  for (const [name, options] of Object.entries(choices)) spelled[name] = { choices: options }
  for (const [name, targets] of Object.entries(lookup)) {
    spelled[name] = {
      lookup: Object.fromEntries(
        targetsOf(name, targets).map(({ table, property }) => [table, [property, entitySetOf(table)]]),
      ),
    }
  }
  return spelled
}

/** Where one can go from a table: only to tables of the schema, and by a property that leads to one of them alone. */
function spellNavigation(
  { columns, one = {}, many = {} }: TableFacts,
  { has, tableOf }: Surroundings,
): Readonly<Record<string, NavigationDefinition>> {
  const spelled: Record<string, NavigationDefinition> = {}
  const add = (
    name: string,
    cardinality: 'one' | 'many',
    property: string,
    table: string,
    intersect?: string,
  ): void => {
    if (!has(table)) return
    const target = (): TableDefinition => tableOf(table)
    spelled[name] = Object.freeze({ cardinality, property, target, ...(intersect !== undefined && { intersect }) })
  }
  for (const [name, text] of Object.entries(columns.lookup ?? {})) {
    const targets = targetsOf(name, text)
    const single = targets.length === 1
    for (const { table, property } of targets) {
      const shared = !single && targets.some((other) => other.property === property && other.table !== table)
      if (!shared) add(single ? name : property, 'one', property, table)
    }
  }
  for (const [name, table] of Object.entries(one)) add(name, 'one', name, table)
  for (const [name, text] of Object.entries(many)) {
    const [table = '', intersect] = text.split(':')
    add(name, 'many', name, table, intersect)
  }
  return spelled
}

/** `account contact:customerid_contact` */
function targetsOf(lookup: string, text: string): readonly { readonly table: string; readonly property: string }[] {
  const targets = words(text)
  return targets.map((target) => {
    const [table = '', property = targets.length === 1 ? lookup : `${lookup}_${table}`] = target.split(':')
    return { table, property }
  })
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}
