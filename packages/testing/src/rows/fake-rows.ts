import type { CreateRow, EntityReference, Row, Table, TableDefinition, TableShape } from '@dynamics-kit/odata'
import type { Environment, Seed } from '../dynamics/environment.ts'
import { readRow, readUntypedRow } from './read-row.ts'
import type { NoOtherColumns, RowDefaults } from './row-defaults.ts'
import { wireRow } from './wire-row.ts'

/** Whose new rows are. */
export interface OwnerOption {
  /** Whose the rows are: a user or a team, by name. Default: the administrator app. */
  readonly owner?: string
}

/** References to rows that were made, one for each that was given. */
export type References<S extends TableShape, Rows extends readonly unknown[]> = {
  readonly [Index in keyof Rows]: EntityReference<S['logicalName']>
}

/** Rows that a test gives a fake and looks at, without a client. */
export interface FakeRows {
  /**
   * Creates rows until the next reset, as the administrator. By entity set, as the Web API takes them:
   *
   *     await fake.seed({ accounts: [{ name: 'Contoso' }] })
   *
   * Or those of a generated table, with labels of choices and references in lookups; returns references to the new rows:
   *
   *     const [ada] = await fake.seed(contacts, [{ lastname: 'Lovelace' }])
   *     await fake.seed(accounts, [{ name: 'Contoso', primarycontactid: ada, industrycode: 'Consulting' }], { owner: 'ada' })
   *
   * @throws {TypeError} for the first row that the Web API refuses, with its reason; rows before it are there.
   */
  seed(rows: Seed): Promise<void>
  /** The same for rows of a generated table. */
  seed<S extends TableShape, const Rows extends readonly unknown[]>(
    table: Table<S>,
    rows: { readonly [Index in keyof Rows]: CreateRow<S> },
    options?: OwnerOption,
  ): Promise<References<S, Rows>>
  /**
   * Creates a row that is whole: what is not given, and has to be there, is filled in by the type of the column. Names are numbered
   * (`Account 1`, `Account 2`); lookups that have to lead somewhere lead to new rows; rows that come along are whole, too. The
   * `defaults` of the fake go before that.
   *
   *     const account = await fake.create(accounts)
   *     await fake.create(accounts, { primarycontactid: await fake.create(contacts), creditonhold: true })
   *
   * @throws {TypeError} for a row that the Web API refuses, with its reason.
   */
  create<S extends TableShape>(
    table: Table<S>,
    row?: Partial<CreateRow<S>>,
    options?: OwnerOption,
  ): Promise<EntityReference<S['logicalName']>>
  /** By the name of an entity set, with the row as the Web API takes it. */
  create(table: string, row?: Readonly<Record<string, unknown>>, options?: OwnerOption): Promise<EntityReference>
  /** So many rows at once, as `create` makes them; a function is asked for each, beginning with 0. */
  createList<S extends TableShape, const Given extends Partial<CreateRow<S>>>(
    table: Table<S>,
    count: number,
    row?: Partial<CreateRow<S>> | ((index: number) => Given & NoOtherColumns<Given, S>),
    options?: OwnerOption,
  ): Promise<readonly EntityReference<S['logicalName']>[]>
  /** The same by the name of an entity set. */
  createList(
    table: string,
    count: number,
    row?: Readonly<Record<string, unknown>> | ((index: number) => Readonly<Record<string, unknown>>),
    options?: OwnerOption,
  ): Promise<readonly EntityReference[]>
  /**
   * The rows of a table as they are now, whoever may see them: lookups are references, choices their numbers.
   *
   *     expect(fake.rows(accounts)).toMatchObject([{ name: 'Contoso', creditonhold: true }])
   *
   * @throws {TypeError} when the environment has no such table.
   */
  rows<S extends TableShape>(table: Table<S>): readonly Row<S>[]
  /** By the name of an entity set, and with the names of the Web API: `_primarycontactid_value`. */
  rows(table: string): readonly Readonly<Record<string, unknown>>[]
}

type Json = Readonly<Record<string, unknown>>
type AnyTable = TableDefinition | string
type GivenRow = Json | ((index: number) => Json)

/** Creates a row. @returns its id */
type CreateOne = (entitySet: string, body: Json, where: string) => Promise<string>

export interface FakeRowsContext {
  readonly environment: Pick<Environment, 'fill' | 'rows' | 'ownerPath'>
  readonly defaults: readonly RowDefaults[]
  /** What creates rows as the administrator, for one call: signing in costs more than a row. */
  creator(): Promise<CreateOne>
  /** Object id of a person or an app by name. */
  objectId(name: string): string | undefined
}

const wired = (table: AnyTable, row: Json): Json => (typeof table === 'string' ? row : wireRow(table, row))

export function createFakeRows(context: FakeRowsContext): FakeRows {
  const { environment } = context
  const defaults = new Map(context.defaults.map((one) => [one.entitySet, one]))
  const defaultsOf = (entitySet: string, sequence: number): Json | undefined =>
    defaults.get(entitySet)?.body({ sequence })
  const owned = ({ owner }: OwnerOption): Json =>
    owner === undefined ? {} : { 'ownerid@odata.bind': environment.ownerPath(owner, context.objectId(owner)) }

  async function add(make: CreateOne, table: AnyTable, body: Json, where: string): Promise<EntityReference> {
    const id = await make(setOf(table), body, where)
    return { id, table: typeof table === 'string' ? environment.rows(table).table : table.logicalName }
  }

  function addWhole(make: CreateOne, table: AnyTable, row: Json, options: OwnerOption): Promise<EntityReference> {
    requireRow(row)
    const entitySet = setOf(table)
    const whole = environment.fill(entitySet, { ...wired(table, row), ...owned(options) }, defaultsOf)
    return add(make, table, whole, entitySet)
  }

  const fakeRows = {
    async create(table: AnyTable, row: Json = {}, options: OwnerOption = {}) {
      return addWhole(await context.creator(), table, row, options)
    },
    async createList(table: AnyTable, count: number, row: GivenRow = {}, options: OwnerOption = {}) {
      if (!Number.isInteger(count) || count < 0) throw new TypeError('createList: takes how many rows, a whole number')
      const make = await context.creator()
      const made: EntityReference[] = []
      for (let index = 0; index < count; index++) {
        made.push(await addWhole(make, table, typeof row === 'function' ? row(index) : row, options))
      }
      return made
    },
    async seed(table: TableDefinition | Seed, rows?: readonly Json[], options: OwnerOption = {}) {
      if (typeof table === 'string') {
        throw new TypeError(`seed: takes a generated table and its rows, or { ${String(table)}: [ … ] }.`)
      }
      if (Object(table) !== table)
        throw new TypeError('seed: takes a generated table and its rows, or { accounts: [ … ] }.')
      const make = await context.creator()
      if (!isTable(table)) {
        for (const [entitySet, bodies] of Object.entries(table)) {
          for (const [index, body] of listOf(bodies, entitySet).entries()) {
            await make(entitySet, body, `${entitySet}[${index}]`)
          }
        }
        return undefined
      }
      const made: EntityReference[] = []
      for (const [index, row] of listOf(rows, table.entitySet).entries()) {
        made.push(await add(make, table, { ...wireRow(table, row), ...owned(options) }, `${table.entitySet}[${index}]`))
      }
      return made
    },
    rows(table: AnyTable) {
      if (typeof table === 'string') return environment.rows(table).rows.map(readUntypedRow)
      return environment.rows(setOf(table)).rows.map((row) => readRow(table, row))
    },
  }
  // The shapes of generated tables are types alone.
  return fakeRows as unknown as FakeRows
}

/** @throws {TypeError} for what is no table, such as an import that is misspelt */
function setOf(table: AnyTable): string {
  const entitySet: unknown =
    typeof table === 'string' ? table : (table as Partial<TableDefinition> | undefined)?.entitySet
  if (typeof entitySet === 'string') return entitySet
  throw new TypeError("table: is missing; give a generated table, or the name of an entity set, such as 'accounts'.")
}

function requireRow(row: unknown): void {
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return
  throw new TypeError("row: takes the columns of a row, such as { name: 'Contoso' }.")
}

/** @throws {TypeError} */
function listOf<One>(rows: readonly One[] | undefined, entitySet: string): readonly One[] {
  if (Array.isArray(rows) && rows.every((row) => Object(row) === row)) return rows
  throw new TypeError(`seed: '${entitySet}' takes a list of rows.`)
}

const isTable = (value: TableDefinition | Seed): value is TableDefinition =>
  typeof (value as Partial<TableDefinition>).logicalName === 'string'
