// Tables are scanned by column, from segments that stores share and with rows hidden that were changed since. Here the same plans
// also run over a store without any of that, and are worked out once more with nothing but a loop and a sort.
import {
  conditionOperators,
  type ConditionOperator,
  type Model,
  parseQueryOptions,
  type Property,
  queryFunctions,
} from '@dynamics-kit/odata'
import { array, assert, boolean, constantFrom, nat, oneof, property, record, tuple, uniqueArray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Access, Depth, unlimitedAccess } from '../src/dynamics/access/access.ts'
import { compileFetch, readFetch } from '../src/dynamics/fetchxml/fetch-plan.ts'
import { compileApply, type GroupPlan } from '../src/dynamics/query/aggregate.ts'
import { createCalendar } from '../src/dynamics/query/calendar.ts'
import { compareCells } from '../src/dynamics/query/comparison.ts'
import { predicateOf } from '../src/dynamics/query/condition.ts'
import { groupRelation } from '../src/dynamics/query/group-rows.ts'
import { compilePlan } from '../src/dynamics/query/plan.ts'
import { countRows, type Relation, runRelation, windowOf } from '../src/dynamics/query/relation.ts'
import type { Scan } from '../src/dynamics/query/scan.ts'
import { readable } from '../src/dynamics/access/require-access.ts'
import { Fault } from '../src/dynamics/fault.ts'
import { createSchema } from '../src/dynamics/schema/schema.ts'
import { standardModel } from '../src/dynamics/schema/standard-model.ts'
import { compareGuids } from '../src/dynamics/store/guid-order.ts'
import { foldedValue } from '../src/dynamics/store/index-name.ts'
import type { Row, Value } from '../src/dynamics/store/row.ts'
import { Store } from '../src/dynamics/store/store.ts'

const guid = (letter: string, index: number): string => {
  const digits = ((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0')
  return `${digits}-0000-4000-8000-0000000000${letter}${index % 7}`
}

const users = [1, 2, 3].map((index) => guid('d', index))
const unit = guid('b', 1)
const otherUnit = guid('b', 2)
const team = guid('e', 1)
const accountIds = Array.from({ length: 1000 }, (_, index) => guid('a', index))
const contactIds = Array.from({ length: 400 }, (_, index) => guid('c', index))

/** The present of all queries; rows have dates around it. */
const now = Date.UTC(2024, 4, 15, 10, 30, 0)

const model = withColumns(standardModel(), [
  ['new_choices', 'Edm.String', { attributeType: 'MultiSelectPicklist' }],
  ['new_day', 'Edm.Date', { attributeType: 'DateTime', dateTimeBehavior: 'DateOnly' }],
  ['new_local', 'Edm.DateTimeOffset', { attributeType: 'DateTime', dateTimeBehavior: 'TimeZoneIndependent' }],
  ['new_rate', 'Edm.Decimal', { attributeType: 'Decimal' }],
  ['new_share', 'Edm.Double', { attributeType: 'Double' }],
  ['new_count', 'Edm.Int64', { attributeType: 'BigInt' }],
  ['new_secret', 'Edm.String', { attributeType: 'String', isSecured: true }, 'contact'],
])

type AddedColumn = readonly [
  name: string,
  edmType: string,
  attribute: Partial<NonNullable<Property['attribute']>>,
  table?: 'contact',
]

/** Accounts with a column of each type that the standard one lacks, and contacts with a secured one. */
function withColumns(standard: Model, added: readonly AddedColumn[]): Model {
  const entityTypes = new Map(standard.entityTypes)
  for (const [name, type, attribute, table = 'account'] of added) {
    const before = entityTypes.get(table)!
    const properties = new Map(before.properties).set(name, {
      name,
      type: { name: type, collection: false },
      nullable: true,
      computed: false,
      readOnly: false,
      attribute: { logicalName: name, ...attribute } as NonNullable<Property['attribute']>,
    })
    entityTypes.set(table, { ...before, properties })
  }
  return { ...standard, entityTypes }
}

const schema = createSchema(model)
const account = schema.table('account')!
const contact = schema.table('contact')!

const days = [-800, -370, -95, -31, -8, -3, -1, 0, 1, 4, 9, 33, 65, 370].map((day) => now + day * 86_400_000)
const moments = days.map((time) => `${new Date(time).toISOString().slice(0, 19)}Z`)

/** What accounts hold, by property: few values, so that conditions and orders meet equals. */
const pools: Readonly<Record<string, readonly Value[]>> = {
  name: ['Contoso', 'contoso', 'CONTOSO ', 'Fabrikam', 'Ünited', 'a%b_[c]', ''],
  description: ['one', 'One two', 'two'],
  numberofemployees: [-1, 0, 1, 2, 1033],
  new_count: [0, 3, 9_007_199_254_740_991],
  new_rate: [0, 0.1, 0.25, -3.5],
  new_share: [0.5, 1.5e-7, -2],
  revenue: [0, 1000, 1000.5, 1_000_000],
  creditonhold: [true, false],
  industrycode: [1, 2, 33],
  new_choices: ['1', '1,2', '2,3', '10'],
  lastonholdtime: moments,
  new_local: moments,
  new_day: moments.map((text) => text.slice(0, 10)),
  processid: [guid('f', 1), guid('f', 2)],
  _primarycontactid_value: contactIds.slice(0, 120),
  _parentaccountid_value: accountIds.slice(0, 12),
  _ownerid_value: [...users, team],
  _owningbusinessunit_value: [unit, otherUnit],
}

const lookupTypes: Readonly<Record<string, string>> = {
  _primarycontactid_value: 'contact',
  _parentaccountid_value: 'account',
  _ownerid_value: 'systemuser',
}

/** The same for the same arguments. */
function mixed(...parts: readonly number[]): number {
  let state = 2_166_136_261
  for (const part of parts) state = Math.imul(state ^ part, 16_777_619) ^ (state >>> 13)
  return (state ^ (state >>> 16)) >>> 0
}

function accountRow(index: number, salt: number): Row {
  const row: Record<string, Value> = { accountid: accountIds[index]! }
  for (const [place, [name, pool]] of Object.entries(pools).entries()) {
    const number = mixed(index, salt, place)
    if (number % 5 === 0) continue
    if (number % 5 === 1) row[name] = null
    else row[name] = pool[(number >>> 4) % pool.length]!
    const type = lookupTypes[name]
    if (type !== undefined && row[name] !== null) row[`${name}@type`] = row[name] === team ? 'team' : type
  }
  return row
}

function contactRow(index: number, salt: number): Row {
  const number = mixed(index, salt)
  const parent = number % 3 === 0 ? contactIds[number % 40]! : accountIds[(number >>> 3) % 60]!
  return {
    contactid: contactIds[index]!,
    new_secret: ['x', 'y'][number % 2]!,
    jobtitle: number % 4 === 0 ? null : ['Buyer', 'buyer', 'Clerk'][number % 3]!,
    numberofchildren: number % 7 === 0 ? null : number % 4,
    ...(number % 6 === 0
      ? {}
      : {
          _parentcustomerid_value: parent,
          '_parentcustomerid_value@type': number % 3 === 0 ? 'contact' : 'account',
        }),
    _ownerid_value: users[number % 3]!,
    _owningbusinessunit_value: unit,
  }
}

/** What a table is, without any of what makes it quick. */
class NaiveTable {
  readonly #rows: ReadonlyMap<string, Row>
  readonly #sorted: readonly Row[]

  constructor(rows: ReadonlyMap<string, Row>) {
    this.#rows = new Map(rows)
    this.#sorted = [...rows].toSorted(([left], [right]) => compareGuids(left, right)).map(([, row]) => row)
  }

  get state(): object {
    return {}
  }

  get = (id: string): Row | undefined => this.#rows.get(id)

  rows = (): readonly Row[] => this.#sorted

  where = (name: string, value: Value): Row[] => this.rows().filter((row) => (row[name] ?? null) === value)

  whereFolded = (name: string, value: Value): Row[] =>
    this.rows().filter((row) => foldedValue(row[name] ?? null) === foldedValue(value))

  parts = () => [{ kind: 'loose' as const, rows: this.rows() }]
}

interface World {
  readonly store: Store
  readonly rows: ReadonlyMap<string, Map<string, Row>>
}

function emptyWorld(): World {
  const store = new Store()
  const world: World = { store, rows: new Map() }
  for (const [index, id] of users.entries()) {
    const manager = index === 0 ? {} : { _parentsystemuserid_value: users[index - 1]! }
    put(world, 'systemuser', 'systemuserid', { systemuserid: id, _businessunitid_value: unit, ...manager })
  }
  put(world, 'team', 'teamid', { teamid: team })
  put(world, 'teammembership', 'teammembershipid', {
    teammembershipid: guid('f', 9),
    teamid: team,
    systemuserid: users[0]!,
  })
  put(world, 'businessunit', 'businessunitid', { businessunitid: unit })
  put(world, 'businessunit', 'businessunitid', { businessunitid: otherUnit, _parentbusinessunitid_value: unit })
  return world
}

function rowsOf(world: World, table: string): Map<string, Row> {
  const rows = world.rows.get(table) ?? new Map<string, Row>()
  ;(world.rows as Map<string, Map<string, Row>>).set(table, rows)
  return rows
}

function put(world: World, table: string, key: string, row: Row): void {
  const id = String(row[key])
  world.store.table(table, key)
  world.store.put(table, id, row)
  rowsOf(world, table).set(id, row)
}

function remove(world: World, table: string, id: string): void {
  world.store.remove(table, id)
  rowsOf(world, table).delete(id)
}

const forkWorld = ({ store, rows }: World): World => ({
  store: store.fork(),
  rows: new Map([...rows].map(([name, table]) => [name, new Map(table)])),
})

function scanOf(world: World, access: Access): Scan {
  const store = world.store
  const [userId = ''] = users
  const calendar = createCalendar(store, userId, guid('f', 3))
  return { schema, store, now, access, userId, businessUnitId: unit, languageCode: 1033, calendar }
}

/** The same over a store that knows no segments, columns or indexes. */
function naiveScanOf(world: World, access: Access): Scan {
  const tables = new Map<string, NaiveTable>()
  const store = {
    table(name: string): NaiveTable {
      const table = tables.get(name) ?? new NaiveTable(rowsOf(world, name))
      tables.set(name, table)
      return table
    },
  } as unknown as Store
  return { ...scanOf(world, access), store }
}

const accesses: readonly Access[] = [
  unlimitedAccess(1),
  { roleCount: 1, privilegeCount: 1, depth: () => Depth.global },
  { roleCount: 1, privilegeCount: 1, depth: () => Depth.local },
  { roleCount: 1, privilegeCount: 1, depth: () => Depth.basic },
]

/** What was found, or how it was refused. */
function outcome(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    if (error instanceof Fault) return `${error.status} ${error.code} ${error.message}`
    throw error
  }
}

/** Which row it is, and of which time. */
const idOf = (row: Row | undefined): string | null =>
  row === undefined
    ? null
    : ['accountid', 'contactid', 'name', 'description', 'jobtitle', 'numberofchildren', 'new_secret']
        .map((name) => row[name] ?? '')
        .join(' ')

/** A query compiled; `groups` where it aggregates. */
interface Compiled {
  readonly relation: Relation
  readonly groups: GroupPlan | undefined
}

const compileFetchText = (text: string): Compiled => {
  const fetch = readFetch(text)
  const plan = compileFetch(schema, fetch.entity.name === 'contact' ? contact : account, fetch)
  return { relation: plan, groups: plan.shows.kind === 'groups' ? plan.shows.plan : undefined }
}

function compileUrl(search: string): Compiled {
  const options = parseQueryOptions(search)
  if (options.apply) {
    const plan = compileApply(schema, account, options.apply, {})
    return { relation: plan.rows, groups: plan }
  }
  return { relation: compilePlan(schema, account, options), groups: undefined }
}

function results({ relation, groups }: Compiled, scan: Scan, withPages: boolean): unknown {
  const ids = (rows: readonly (Row | undefined)[]) => Array.from(rows, idOf)
  if (groups) {
    return outcome(() =>
      groupRelation(groups, relation, scan, undefined).map(({ keys, values }) =>
        [keys, values].map((part) => part.map(({ value }) => value)),
      ),
    )
  }
  const found = outcome(() => runRelation(relation, scan).map(ids))
  if (!withPages || relation.joins.length > 0) return { found }
  const windows = [0, 3].map((skip) =>
    outcome(() => {
      const { rows, total, isLast } = windowOf(relation, { skip, size: 7, counts: true }, scan)
      return { rows: ids(rows), total, isLast }
    }),
  )
  const page = outcome(() => ids(windowOf(relation, { skip: 2, size: 5, counts: false }, scan).rows))
  return { found, windows, page, count: outcome(() => countRows(relation, scan)) }
}

/** A loop and a sort. */
function byHand({ table, condition, sortKeys }: Relation, scan: Scan): readonly (readonly (string | null)[])[] {
  const passes = condition ? predicateOf(condition) : () => true
  const rows = readable(scan, table, scan.store.table(table.name).rows())
  const found = rows
    .filter((row) => passes([row], scan))
    .map((row) => ({ row, by: sortKeys.map(({ get }) => get([row], scan)) }))
  found.sort((left, right) => {
    for (const [index, { isText, descending }] of sortKeys.entries()) {
      const order = compareCells(left.by[index], right.by[index], isText)
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
  return found.map(({ row }) => [idOf(row)])
}

/** One over the store as it is, one over the same rows in a naive one. */
interface Scans {
  readonly world: World
  readonly scan: Scan
  readonly naive: Scan
}

const scansOf = (world: World, access: Access = unlimitedAccess(1)): Scans => ({
  world,
  scan: scanOf(world, access),
  naive: naiveScanOf(world, access),
})

/** @returns how many rows the query finds; undefined where it is refused, joins or aggregates */
function expectSame(text: string, compiled: Compiled, { scan, naive }: Scans, withPages = false): number | undefined {
  const expected = results(compiled, naive, withPages)
  same(text, results(compiled, scan, withPages), expected)
  if (compiled.groups || compiled.relation.joins.length > 0) return undefined
  const { found } = expected as { found: unknown }
  const worked = outcome(() => byHand(compiled.relation, naive))
  same(text, found, worked)
  return Array.isArray(found) ? found.length : undefined
}

/** Looks at the whole only where it differs: there are many. */
function same(text: string, actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect({ text, actual }).toEqual({ text, actual: expected })
}

/** Accounts in two segments, many of them hidden, and some loose ones; contacts in one. */
function grownWorld(): World {
  const world = emptyWorld()
  for (let index = 0; index < 400; index++) put(world, 'contact', 'contactid', contactRow(index, 1))
  for (let index = 0; index < 640; index++) put(world, 'account', 'accountid', accountRow(index, 1))
  world.store.table('account').parts()
  world.store.table('contact').parts()
  for (let index = 590; index < 850; index++) put(world, 'account', 'accountid', accountRow(index, 2))
  world.store.table('account').parts()
  for (let index = 0; index < 90; index += 3) put(world, 'account', 'accountid', accountRow(index, 3))
  for (let index = 100; index < 840; index += 11) remove(world, 'account', accountIds[index]!)
  for (let index = 840; index < 960; index++) put(world, 'account', 'accountid', accountRow(index, 4))
  const kinds = world.store
    .table('account')
    .parts()
    .map(({ kind }) => kind)
  expect(kinds).toEqual(['segment', 'segment', 'loose'])
  return world
}

const attributeOf = (name: string): string => name.replace(/^_(.+)_value$/, '$1')

const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** Values for a condition on a column: some that rows have, and some that none has. */
function valuesFor(name: string): readonly string[] {
  const pool = pools[name] ?? accountIds.slice(0, 12)
  const texts = [pool[0], pool[1], pool.at(-1)].map(String)
  return typeof pool[0] === 'string' && name === 'name' ? [...texts, 'con', '%o', 'Con%', '[a-c]%'] : texts
}

const xmlCondition = (attribute: string, operator: ConditionOperator, values: readonly string[]): string =>
  values.length === 1
    ? `<condition attribute="${attribute}" operator="${operator}" value="${escaped(values[0] ?? '')}"/>`
    : `<condition attribute="${attribute}" operator="${operator}">${values.map((value) => `<value>${escaped(value)}</value>`).join('')}</condition>`

/** Conditions of an operator on a column, with several values each. */
function conditionsOf(name: string, operator: ConditionOperator): string[] {
  const attribute = attributeOf(name)
  const { values } = conditionOperators[operator]
  const own = valuesFor(name)
  const numbers = /fiscal/.test(operator) ? ['2', '2024'] : ['2', '40']
  const given = /-x-|fiscal/.test(operator) ? numbers : own
  switch (values) {
    case 0:
      return [xmlCondition(attribute, operator, [])]
    case 1:
      return given.map((value) => xmlCondition(attribute, operator, [value]))
    case 2:
      return [
        xmlCondition(attribute, operator, [given[0] ?? '', given.at(-1) ?? '']),
        xmlCondition(attribute, operator, [given.at(-1) ?? '', given[0] ?? '']),
      ]
    case 'many':
      return [xmlCondition(attribute, operator, given), xmlCondition(attribute, operator, given.slice(0, 1))]
  }
}

const fetchOf = (inner: string): string =>
  `<fetch><entity name="account"><attribute name="accountid"/>${inner}</entity></fetch>`

const operators = Object.keys(conditionOperators) as ConditionOperator[]
const own = [...Object.keys(pools), 'accountid']

/** Every condition of FetchXML that the language takes. */
const fetchConditions: readonly { readonly operator: ConditionOperator; readonly xml: string }[] = operators.flatMap(
  (operator) =>
    own.flatMap((name) =>
      conditionsOf(name, operator).flatMap((xml) =>
        isRefused(() => compileFetchText(filtered(xml))) ? [] : [{ operator, xml }],
      ),
    ),
)

/** Every simple filter of OData that the language takes. */
const urlFilters: readonly string[] = own
  .flatMap((name) => [
    ...['eq', 'ne', 'gt', 'ge', 'lt', 'le'].flatMap((operator) =>
      ['null', ...valuesFor(name).map((value) => literal(name, value))].flatMap((value) => [
        `${name} ${operator} ${value}`,
        `not (${name} ${operator} ${value})`,
      ]),
    ),
    ...['contains', 'startswith', 'endswith'].flatMap((method) =>
      valuesFor(name).flatMap((value) => [
        `${method}(${name},${quoted(value)})`,
        `not ${method}(${name},${quoted(value)})`,
      ]),
    ),
    ...[...queryFunctions].flatMap(([fn, { parameters, operator }]) => {
      const values = operator && /-x-|fiscal/.test(operator) ? ['2', '2024'] : valuesFor(name)
      const given = parameters.map((parameter, index) =>
        parameter.name === 'PropertyValues'
          ? `PropertyValues=${JSON.stringify(values.slice(0, 2))}`
          : `${parameter.name}=${parameter.type === 'Edm.Int64' ? (values[index] ?? '2') : quoted(values[index] ?? '')}`,
      )
      return `Microsoft.Dynamics.CRM.${fn}(${[`PropertyName='${name}'`, ...given].join(',')})`
    }),
  ])
  .concat(
    'revenue gt new_rate',
    'name eq description',
    'not (numberofemployees lt industrycode)',
    "primarycontactid/jobtitle eq 'buyer'",
    'primarycontactid/numberofchildren gt 1',
    'parentaccountid/primarycontactid/numberofchildren le 2',
    'contact_customer_accounts/any()',
    'not contact_customer_accounts/any()',
    'contact_customer_accounts/any(c:c/numberofchildren gt 1)',
    'contact_customer_accounts/all(c:c/numberofchildren gt 1)',
    "contact_customer_accounts/any(c:contains(c/jobtitle,'uy') and c/numberofchildren ne 2)",
    'account_parent_account/any(a:a/revenue gt 999)',
    "primarycontactid/new_secret eq 'x'",
    "contact_customer_accounts/any(c:c/new_secret ne 'x')",
  )
  .filter((filter) => !isRefused(() => compileUrl(filterSearch(filter))))

const joins: readonly string[] = [
  '<link-entity name="contact" from="contactid" to="primarycontactid" alias="c"/>',
  '<link-entity name="contact" from="contactid" to="primarycontactid" link-type="outer" alias="c"/>',
  '<link-entity name="contact" from="parentcustomerid" to="accountid" alias="c"><filter><condition attribute="numberofchildren" operator="ge" value="1"/></filter></link-entity>',
  '<link-entity name="contact" from="parentcustomerid" to="accountid" link-type="outer" alias="c"><filter><condition attribute="jobtitle" operator="eq" value="BUYER"/></filter></link-entity><filter><condition entityname="c" attribute="contactid" operator="null"/></filter>',
  '<link-entity name="contact" from="parentcustomerid" to="accountid" link-type="exists"/>',
  '<link-entity name="contact" from="parentcustomerid" to="accountid" link-type="in"><filter><condition attribute="numberofchildren" operator="lt" value="3"/></filter></link-entity>',
  '<link-entity name="contact" from="parentcustomerid" to="accountid" link-type="matchfirstrowusingcrossapply" alias="c"/>',
  '<link-entity name="account" from="accountid" to="parentaccountid" alias="p"><link-entity name="contact" from="contactid" to="primarycontactid" alias="c"/></link-entity>',
  '<link-entity name="account" from="name" to="name" alias="n"><filter><condition attribute="creditonhold" operator="eq" value="1"/></filter></link-entity>',
  ...['any', 'not any', 'all', 'not all'].map(
    (type) =>
      `<filter><link-entity name="contact" from="parentcustomerid" to="accountid" link-type="${type}"><filter><condition attribute="numberofchildren" operator="gt" value="1"/></filter></link-entity></filter>`,
  ),
]

const orders: readonly string[] = own
  .filter((name) => name !== 'new_choices')
  .flatMap((name) => ['false', 'true'].map((down) => `<order attribute="${attributeOf(name)}" descending="${down}"/>`))

function filtered(...conditions: readonly string[]): string {
  return fetchOf(`<filter>${conditions.join('')}</filter>`)
}

function filterSearch(filter: string): string {
  return `?$filter=${encodeURIComponent(filter)}`
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

function literal(name: string, value: string): string {
  const isText = account.columns.get(name)?.edmType === 'Edm.String'
  return isText ? quoted(value) : value
}

function isRefused(compile: () => unknown): boolean {
  try {
    compile()
    return false
  } catch {
    return true
  }
}

/** Rows that are written or removed one after another, and whether a scan then makes what is loose a segment. */
const change = record({
  kind: constantFrom('put' as const, 'remove' as const, 'contacts' as const, 'fork' as const),
  from: nat(800),
  count: nat(300),
  salt: nat(9),
  scans: boolean(),
})

/** Worlds that came about in the same way: one, and what it was forked into. */
function worldsAfter(changes: readonly (readonly [number, ChangeOf<typeof change>])[]): World[] {
  const first = emptyWorld()
  const worlds = [first]
  for (let index = 0; index < 120; index++) put(first, 'contact', 'contactid', contactRow(index, 1))
  for (let index = 0; index < 500; index++) put(first, 'account', 'accountid', accountRow(index, 1))
  scanAll(first)
  for (const [which, { kind, from, count, salt, scans }] of changes) {
    const world = worlds[which % worlds.length]!
    if (kind === 'fork' && worlds.length < 3) worlds.push(forkWorld(world))
    for (let index = from; index < Math.min(1000, from + count); index++) {
      if (kind === 'put') put(world, 'account', 'accountid', accountRow(index, salt))
      else if (kind === 'remove' && index % 5 === 0) remove(world, 'account', accountIds[index]!)
      if (kind !== 'fork' && index % 9 === 0) put(world, 'contact', 'contactid', contactRow(index % 120, salt))
    }
    if (scans) scanAll(world)
  }
  return worlds
}

/** Queries between the changes: what they work out for themselves must not outlive a change. */
function scanAll(world: World): void {
  const scan = scanOf(world, unlimitedAccess(1))
  for (const join of joins) runRelation(compileFetchText(fetchOf(join)).relation, scan)
}

type ChangeOf<Arbitrary> = Arbitrary extends { generate(...given: never): { value: infer Value } } ? Value : never

/** A whole query of one language or the other. */
const query = oneof(
  tuple(
    uniqueArray(constantFrom(...fetchConditions.map(({ xml }) => xml)), { maxLength: 3 }),
    constantFrom('and', 'or'),
    uniqueArray(constantFrom(...orders), { maxLength: 2 }),
    oneof(constantFrom(''), constantFrom(...joins)),
    constantFrom('rows', 'rows', 'groups'),
  ).map(([conditions, type, sorts, join, kind]) => {
    const filter = conditions.length > 0 ? `<filter type="${type}">${conditions.join('')}</filter>` : ''
    return {
      language: 'fetch' as const,
      text:
        kind === 'rows'
          ? fetchOf(sorts.join('') + filter + join)
          : `<fetch aggregate="true"><entity name="account">${groupAttributes(conditions.length + sorts.length)}${filter}${join}</entity></fetch>`,
    }
  }),
  tuple(
    uniqueArray(constantFrom(...urlFilters), { minLength: 1, maxLength: 3 }),
    constantFrom(' and ', ' or '),
    constantFrom(
      '',
      'name',
      'revenue desc,name',
      'new_day,numberofemployees desc',
      'creditonhold',
      '_primarycontactid_value desc',
    ),
    constantFrom('rows', 'rows', 'groups'),
  ).map(([filters, word, sort, kind]) => {
    const filter = filters.map((one) => `(${one})`).join(word)
    const apply = `filter(${filter})/groupby((industrycode,name),aggregate($count as count,revenue with sum as total,name with max as last))`
    return {
      language: 'url' as const,
      text:
        kind === 'rows'
          ? filterSearch(filter) + (sort === '' ? '' : `&$orderby=${encodeURIComponent(sort)}`)
          : `?$apply=${encodeURIComponent(apply)}`,
    }
  }),
)

function groupAttributes(which: number): string {
  const groups = [
    '<attribute name="industrycode" groupby="true" alias="g"/>',
    '<attribute name="name" groupby="true" alias="g"/><attribute name="creditonhold" groupby="true" alias="h"/>',
    '<attribute name="lastonholdtime" groupby="true" dategrouping="quarter" alias="g"/>',
    '',
  ]
  const measures = [
    ['accountid', 'count'],
    ['new_day', 'countcolumn'],
    ['revenue', 'sum'],
    ['new_rate', 'avg'],
    ['name', 'min'],
    ['new_day', 'max'],
  ].map(([name, aggregate]) => `<attribute name="${name}" aggregate="${aggregate}" alias="${name}_${aggregate}"/>`)
  return `${groups[which % groups.length]}${measures.join('')}<attribute name="name" aggregate="countcolumn" distinct="true" alias="names"/>`
}

describe('a scan by column and one by row', { timeout: 180_000 }, () => {
  test('find the same rows for every FetchXML operator and every type of column', () => {
    const world = grownWorld()
    const scans = scansOf(world)
    const telling = new Set<ConditionOperator>()
    for (const { operator, xml } of fetchConditions) {
      const text = filtered(xml)
      const count = expectSame(text, compileFetchText(text), scans) ?? 0
      if (count > 0 && count < rowsOf(world, 'account').size) telling.add(operator)
    }
    // An operator that finds all or nothing would prove little.
    expect(operators.filter((operator) => !telling.has(operator))).toEqual([])
  })

  test('find the same rows for every OData operator and function and every type of column', () => {
    const scans = scansOf(grownWorld())
    let telling = 0
    for (const filter of urlFilters) {
      const text = filterSearch(filter)
      const count = expectSame(text, compileUrl(text), scans) ?? 0
      if (count > 0 && count < rowsOf(scans.world, 'account').size) telling += 1
    }
    expect(telling).toBeGreaterThan(300)
  })

  test('find the same in the same order, page by page, joined and grouped, after any changes, for anyone', () => {
    const check = property(
      array(tuple(nat(), change), { minLength: 1, maxLength: 6 }),
      array(query, { minLength: 6, maxLength: 6 }),
      constantFrom(...accesses),
      (changes, queries, access) => {
        for (const world of worldsAfter(changes)) {
          const scans = scansOf(world, access)
          for (const { language, text } of queries) {
            const compile = language === 'url' ? () => compileUrl(text) : () => compileFetchText(text)
            if (!isRefused(compile)) expectSame(text, compile(), scans, true)
          }
        }
      },
    )
    assert(check, { numRuns: Number(process.env['SCAN_RUNS'] ?? 15) })
  })
})
