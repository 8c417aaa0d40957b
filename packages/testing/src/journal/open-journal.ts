/// <reference types="node" />
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { EmulatorError } from '../doors/emulator-error.ts'
import type { ChangedEnvironment, OtherEnvironmentSnapshot } from '../fake/environments.ts'
import type { FakeChanges, Journal, WrittenWorld } from './journal.ts'

/** A journal that holds its directory until it is closed. */
export interface OpenJournal extends Journal, Disposable {
  /** Lets go of the directory; nothing is written any more. */
  close(): void
}

/**
 * A journal in a directory: a SQLite database, readable for nobody else, because it holds the fake's secrets. What was answered is
 * there again after the process was killed at any moment. One process uses a directory at a time.
 *
 * Tokens are signed with new keys each time, so clients sign in again. Uploads that were not finished are forgotten.
 *
 * Needs Node 22.13 or newer (`node:sqlite`).
 *
 * @throws {EmulatorError} `journal-in-use`, or `journal-unusable` when the directory cannot be written, or holds something else.
 * @example
 * ```ts
 * import { createFakeDynamics } from '@dynamics-kit/testing'
 * import { openJournal } from '@dynamics-kit/testing/journal'
 *
 * using journal = openJournal('.contoso')
 * const fake = createFakeDynamics({ journal })
 * console.log(fake.clientId) // the same, the next time
 * ```
 */
export function openJournal(directory: string): OpenJournal {
  const database = openDatabase(directory)
  const statements = prepare(database)
  const close = (): void => {
    if (database.isOpen) database.close()
  }
  return {
    read: () => read(database, directory),
    write: (changes) => transact(database, () => write(statements, changes)),
    close,
    [Symbol.dispose]: close,
  }
}

type Database = import('node:sqlite').DatabaseSync

/** Changes with the tables below, and what is in them. */
const format = 2

const tables = `
create table if not exists world (name text primary key, value text not null) strict;
create table if not exists environment (
  id text primary key, position integer not null, options text, ids text not null, version integer not null, definitions text
) strict;
create table if not exists cells (
  environment text not null, name text not null, id text not null, "key" text not null, "row" text not null,
  primary key (environment, name, id)
) strict, without rowid;
create table if not exists deletion (
  environment text not null, name text not null, id text not null, version integer not null
) strict;
create index if not exists deletion_of on deletion (environment);
`

function openDatabase(directory: string): Database {
  const sqlite = process.getBuiltinModule('node:sqlite')
  if (!sqlite) {
    const fix = 'Use Node 22.13 or newer.'
    throw new EmulatorError('journal-unusable', 'This Node has no SQLite.', fix)
  }
  const file = join(directory, 'world.sqlite')
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const database = new sqlite.DatabaseSync(file)
    // A lock of the process, which its death releases. Written pages outlive the process without waiting for the disk.
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal;')
    const { user_version: found } = database.prepare('pragma user_version').get() as { readonly user_version: number }
    if (found !== 0 && found !== format) {
      database.close()
      throw new EmulatorError('journal-unusable', `${file} is of another version.`, 'Choose another directory.')
    }
    database.exec(`${tables} pragma user_version = ${format};`)
    chmodSync(file, 0o600)
    return database
  } catch (error) {
    throw error instanceof EmulatorError ? error : problemWith(file, error)
  }
}

/** SQLite's `SQLITE_BUSY`. */
const busy = 5

function problemWith(file: string, cause: unknown): EmulatorError {
  const { errcode, message } = cause as { readonly errcode?: number; readonly message: string }
  return errcode === busy
    ? new EmulatorError('journal-in-use', `Another emulator uses ${file}.`, 'Stop it, or choose another directory.', {
        cause,
      })
    : new EmulatorError('journal-unusable', `${file} cannot be used: ${message}.`, 'Choose another directory.', {
        cause,
      })
}

function transact(database: Database, work: () => void): void {
  database.exec('begin immediate')
  try {
    work()
    database.exec('commit')
  } catch (error) {
    database.exec('rollback')
    throw error
  }
}

type Statement = import('node:sqlite').StatementSync

interface Statements {
  readonly world: Statement
  readonly environment: Statement
  readonly definitions: Statement
  readonly forgetCells: Statement
  readonly forgetDeletions: Statement
  readonly put: Statement
  readonly remove: Statement
  readonly deletion: Statement
}

function prepare(database: Database): Statements {
  return {
    world: database.prepare('insert or replace into world values (?, ?)'),
    environment: database.prepare(
      `insert into environment (id, position, options, ids, version) values (?, (select count(*) from environment), ?, ?, ?)
       on conflict (id) do update set options = excluded.options, ids = excluded.ids, version = excluded.version`,
    ),
    definitions: database.prepare('update environment set definitions = ? where id = ?'),
    forgetCells: database.prepare('delete from cells where environment = ?'),
    forgetDeletions: database.prepare('delete from deletion where environment = ?'),
    put: database.prepare('insert or replace into cells values (?, ?, ?, ?, ?)'),
    remove: database.prepare('delete from cells where environment = ? and name = ? and id = ?'),
    deletion: database.prepare('insert into deletion values (?, ?, ?, ?)'),
  }
}

function write(
  statements: Statements,
  { administrator, clockAhead, tenant, otherTenants, environments }: FakeChanges,
): void {
  statements.world.run('administrator', JSON.stringify(administrator))
  statements.world.run('clockAhead', String(clockAhead))
  if (tenant) statements.world.run('tenant', JSON.stringify(tenant))
  if (otherTenants) statements.world.run('otherTenants', JSON.stringify(otherTenants))
  for (const environment of environments) writeEnvironment(statements, environment)
}

function writeEnvironment(statements: Statements, { tenantId, options, changes }: ChangedEnvironment): void {
  const { ids, isWhole, store, definitions } = changes
  const { id } = ids
  const added = options && JSON.stringify({ options, tenantId })
  statements.environment.run(id, added ?? null, JSON.stringify(ids), store.version)
  if (definitions !== undefined) statements.definitions.run(definitions && JSON.stringify(definitions), id)
  if (isWhole) {
    statements.forgetCells.run(id)
    statements.forgetDeletions.run(id)
  }
  for (const { table, key, id: rowId, row } of store.rows) {
    if (row) statements.put.run(id, table, rowId, key, JSON.stringify(row))
    else statements.remove.run(id, table, rowId)
  }
  for (const { table, id: rowId, version } of store.deletions) statements.deletion.run(id, table, rowId, version)
}

function read(database: Database, directory: string): WrittenWorld | undefined {
  const world = new Map(
    all<{ readonly name: string; readonly value: string }>(database, 'select name, value from world').map(
      ({ name, value }) => [name, value],
    ),
  )
  const administrator = world.get('administrator')
  const tenant = world.get('tenant')
  const [first, ...others] = all<EnvironmentRow>(database, 'select * from environment order by position').map(
    (row) => ({
      options: row.options,
      environment: environmentOf(database, row),
    }),
  )
  if (first === undefined) return undefined
  if (administrator === undefined || tenant === undefined)
    throw new EmulatorError(
      'journal-unusable',
      `The journal in ${directory} is not whole.`,
      'Choose another directory.',
    )
  return {
    administrator: parsed(administrator),
    tenant: parsed(tenant),
    clockAhead: Number(world.get('clockAhead') ?? 0),
    environment: first.environment,
    otherEnvironments: others.map(({ options: added, environment }) => {
      const { tenantId, options } = parsed<Required<Pick<OtherEnvironmentSnapshot, 'tenantId' | 'options'>>>(
        added ?? '{}',
      )
      return { tenantId, options, environment }
    }),
    otherTenants: parsed(world.get('otherTenants') ?? '[]'),
  }
}

interface EnvironmentRow {
  readonly id: string
  readonly options: string | null
  readonly ids: string
  readonly version: number
  readonly definitions: string | null
}

function environmentOf(
  database: Database,
  { id, ids, version, definitions }: EnvironmentRow,
): WrittenWorld['environment'] {
  const byTable = new Map<string, { readonly key: string; readonly rows: [string, never][] }>()
  const cells = all<{ name: string; id: string; key: string; row: string }>(
    database,
    'select name, id, "key", "row" from cells where environment = ?',
    id,
  )
  for (const { name, id: rowId, key, row } of cells) {
    const table = byTable.get(name) ?? { key, rows: [] }
    byTable.set(name, table)
    table.rows.push([rowId, parsed(row)])
  }
  const deletions = all<{ name: string; id: string; version: number }>(
    database,
    'select name, id, version from deletion where environment = ? order by version',
    id,
  ).map(({ name, ...rest }) => ({ table: name, id: rest.id, version: rest.version }))
  return {
    ids: parsed(ids),
    rows: {
      version,
      tables: [...byTable].map(([name, { key, rows }]) => ({ name, key, rows })),
      ...(deletions.length > 0 ? { deletions } : {}),
    },
    ...(definitions === null ? {} : { definitions: parsed(definitions) }),
  }
}

function all<Row>(database: Database, sql: string, ...parameters: readonly string[]): readonly Row[] {
  // The columns are those of the select.
  return database.prepare(sql).all(...parameters) as unknown as readonly Row[]
}

/** What `write` has put there. */
function parsed<Value>(text: string): Value {
  return JSON.parse(text) as Value
}
