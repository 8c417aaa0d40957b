import { EventEmitter } from 'node:events'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

/**
 * A Keyv adapter over `node:sqlite` with the members and the table of `@keyv/sqlite`, whose own driver has to be compiled when it is
 * installed.
 */
export class SqliteAdapter extends EventEmitter {
  readonly opts: { readonly dialect: string; readonly table: string }
  namespace: string | undefined
  readonly #database: DatabaseSync

  constructor(file: string) {
    super()
    this.opts = { dialect: 'sqlite', table: 'keyv' }
    this.#database = new DatabaseSync(file, { timeout: 5_000 })
    this.#database.exec('CREATE TABLE IF NOT EXISTS keyv(key VARCHAR(255) PRIMARY KEY, value TEXT)')
  }

  async query(sql: string, ...parameters: SQLInputValue[]): Promise<unknown[]> {
    return this.#database.prepare(sql).all(...parameters)
  }

  async get(key: string): Promise<unknown> {
    const [row] = await this.query('SELECT value FROM keyv WHERE key = ?', key)
    return (row as { value: unknown } | undefined)?.value
  }

  async set(key: string, value: string): Promise<void> {
    await this.query(
      'INSERT INTO keyv (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      value,
    )
  }

  async delete(key: string): Promise<boolean> {
    return (await this.query('DELETE FROM keyv WHERE key = ? RETURNING key', key)).length > 0
  }

  async clear(): Promise<void> {
    await this.query('DELETE FROM keyv')
  }

  async disconnect(): Promise<void> {
    this.#database.close()
  }
}
