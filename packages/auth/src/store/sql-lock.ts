import type { AcquireLock } from './acquire-lock.ts'
import { isObject } from './is-object.ts'

/** Runs a statement with its parameters and gives the rows it returned. */
type Query = (sql: string, parameters: readonly (string | number)[]) => Promise<unknown>

/**
 * A lock in the table of `@keyv/postgres` or `@keyv/sqlite`: one `INSERT … ON CONFLICT` which takes the row when there is none or
 * its lease is over. Rows look like Keyv's own, `{"value":"<holder>","expires":<milliseconds since 1970>}`.
 */
export function sqlLock(adapter: unknown): AcquireLock | undefined {
  if (!isObject(adapter) || typeof adapter['query'] !== 'function' || !isObject(adapter['opts'])) return undefined
  const { dialect, schema, table } = adapter['opts']
  const run = adapter['query'].bind(adapter) as (sql: string, ...parameters: unknown[]) => Promise<unknown>
  if (!isName(table) || (schema !== undefined && !isName(schema))) return undefined
  const prefix = () => (typeof adapter['namespace'] === 'string' ? `${adapter['namespace']}:` : '')
  if (dialect === 'postgres') {
    const rows = schema === undefined ? table : `${schema}.${table}`
    return lockInTable(postgresStatements(rows), (sql, parameters) => run(sql, parameters), prefix)
  }
  if (dialect === 'sqlite') {
    return lockInTable(sqliteStatements(table), (sql, parameters) => run(sql, ...parameters), prefix)
  }
  return undefined
}

interface LockStatements {
  /** Name, holder, lease in milliseconds. Returns a row when the lock is had. */
  readonly acquire: string
  /** Name, holder. */
  readonly release: string
}

function lockInTable(statements: LockStatements, query: Query, prefix: () => string): AcquireLock {
  return async (name, leaseMs) => {
    const key = prefix() + name
    const id = crypto.randomUUID()
    let rows: unknown
    try {
      rows = await query(statements.acquire, [key, id, leaseMs])
    } catch (error) {
      // Somebody else is writing to the file: very likely for the same reason.
      if (isObject(error) && String(error['code']).startsWith('SQLITE_BUSY')) return undefined
      throw error
    }
    if (!Array.isArray(rows) || rows.length === 0) return undefined
    return async () => void (await query(statements.release, [key, id]))
  }
}

/** The lease is measured by the clock of the database, which all processes share. */
function postgresStatements(table: string): LockStatements {
  const now = 'floor(extract(epoch from clock_timestamp()) * 1000)::bigint'
  return {
    acquire: `INSERT INTO ${table} AS held (key, value)
      VALUES ($1, json_build_object('value', $2::text, 'expires', ${now} + $3::bigint)::text)
      ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE (held.value::json->>'expires')::bigint < ${now}
      RETURNING key`,
    release: `DELETE FROM ${table} WHERE key = $1 AND value::json->>'value' = $2`,
  }
}

/** `julianday` counts days; a file has one machine's clock. */
function sqliteStatements(table: string): LockStatements {
  const now = `CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)`
  return {
    acquire: `INSERT INTO ${table} (key, value) VALUES (?1, json_object('value', ?2, 'expires', ${now} + ?3))
      ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE json_extract(${table}.value, '$.expires') < ${now}
      RETURNING key`,
    release: `DELETE FROM ${table} WHERE key = ?1 AND json_extract(value, '$.value') = ?2`,
  }
}

/** It becomes part of a statement, so it is used only when it needs no quotes. */
function isName(name: unknown): name is string {
  return typeof name === 'string' && /^[a-z_]\w*$/i.test(name)
}
