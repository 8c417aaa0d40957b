import type { Table } from '../schema/table.ts'
import type { Row } from './row.ts'
import { TableStore } from './table-store.ts'

/** All rows of an environment as plain JSON. */
export interface StoreSnapshot {
  /** The row version reached. */
  readonly version: number
  readonly tables: readonly {
    readonly name: string
    readonly key: string
    readonly rows: readonly (readonly [id: string, row: Row])[]
  }[]
  /** Absent where nothing was deleted. */
  readonly deletions?: readonly Deletion[]
}

/** A row that was, and the row version at which it went. */
export interface Deletion {
  readonly table: string
  readonly id: string
  readonly version: number
}

/** A row that was written, as it is now; null when it is gone. */
interface WrittenRow {
  readonly table: string
  /** Name of the table's key property. */
  readonly key: string
  readonly id: string
  readonly row: Row | null
}

/** What happened to a store since it was last asked. */
export interface StoreChanges {
  readonly version: number
  readonly rows: readonly WrittenRow[]
  readonly deletions: readonly Deletion[]
}

/** All rows of an environment. Every change goes through here, so that a transaction can take it back. */
export class Store {
  readonly #tables = new Map<string, TableStore>()
  /** Tables of the store that this one was forked from, as they were; copied when they are first asked for. */
  #image: ReadonlyMap<string, TableStore> = new Map()
  /** Whether the tables are what the image has. */
  #isImaged = false
  /** Rows that are put in when their table is first asked for. */
  readonly #deferred = new Map<string, (() => void)[]>()
  #version = 1_000_000
  /** Of rows that are filled in, below all others: who looks at them first does not move the next version. */
  #filledVersion = 500_000
  #isFilling = false
  #deletions: Deletion[] = []
  /** What to put back, latest last; present within a transaction. */
  #journal: { table: TableStore; id: string; before: Row | undefined }[] | undefined
  /** Ids of rows that were written, by table; present from the first call of {@link takeChanges}. */
  #written: Map<string, Set<string>> | undefined
  /** Deletions that were told. */
  #told = 0

  /** The rows of one table; `key` matters the first time only. */
  table(name: string, key = ''): TableStore {
    const existing = this.#tables.get(name)
    if (existing) return existing
    const created = this.#image.get(name)?.fork() ?? new TableStore(key)
    this.#tables.set(name, created)
    this.#fill(name)
    return created
  }

  /** Rows that every environment has and few programs look at: `fill` puts them in when their table is first asked for. */
  defer(name: string, fill: () => void): void {
    const fills = this.#deferred.get(name)
    if (this.#tables.has(name)) fill()
    else if (fills) fills.push(fill)
    else this.#deferred.set(name, [fill])
  }

  /** What is filled in was there before any transaction. */
  #fill(name: string): void {
    const fills = this.#deferred.get(name)
    if (!fills) return
    this.#deferred.delete(name)
    const journal = this.#journal
    const isWithin = this.#isFilling
    this.#journal = undefined
    this.#isFilling = true
    for (const fill of fills) fill()
    this.#isFilling = isWithin
    this.#journal = journal
  }

  /** A store with the same rows. Neither sees what the other changes from now on. @throws Error within a transaction */
  fork(): Store {
    if (this.#journal) throw new Error('A store cannot be forked within a transaction.')
    if (!this.#isImaged) {
      this.#image = new Map([...this.#all()].map(([name, table]) => [name, table.fork()]))
      this.#isImaged = true
    }
    const forked = new Store()
    forked.#image = this.#image
    forked.#isImaged = true
    forked.#version = this.#version
    forked.#deletions = [...this.#deletions]
    return forked
  }

  of(table: Table): TableStore {
    return this.table(table.name, table.key)
  }

  /** The next row version: rises over the whole organization. */
  nextVersion(): number {
    if (this.#isFilling) return (this.#filledVersion += 1)
    this.#version += 1
    return this.#version
  }

  put(tableName: string, id: string, row: Row): void {
    const table = this.table(tableName)
    this.#isImaged = false
    this.#journal?.push({ table, id, before: table.get(id) })
    table.put(id, row)
    this.#note(tableName, id)
  }

  remove(tableName: string, id: string): void {
    const table = this.table(tableName)
    const before = table.get(id)
    if (!before) return
    this.#isImaged = false
    this.#journal?.push({ table, id, before })
    table.remove(id)
    this.#deletions.push({ table: tableName, id, version: this.nextVersion() })
    this.#note(tableName, id)
  }

  /** What was written since the last call; the first time everything. */
  takeChanges(): StoreChanges {
    const tables = this.#written
      ? [...this.#written].map(([name, ids]) => [name, [...ids]] as const)
      : [...this.#all()].map(([name, table]) => [name, table.entries().map(([id]) => id)] as const)
    const rows = tables.flatMap(([name, ids]) => {
      const table = this.table(name)
      return ids.map((id): WrittenRow => ({ table: name, key: table.keyName, id, row: table.get(id) ?? null }))
    })
    const deletions = this.#deletions.slice(this.#told)
    this.#written = new Map()
    this.#told = this.#deletions.length
    return { version: this.#version, rows, deletions }
  }

  #note(tableName: string, id: string): void {
    if (!this.#written) return
    const ids = this.#written.get(tableName)
    if (ids) ids.add(id)
    else this.#written.set(tableName, new Set([id]))
  }

  /** Every table, also those of the image that nobody asked for yet. */
  #all(): ReadonlyMap<string, TableStore> {
    for (const name of this.#deferred.keys()) this.table(name)
    return new Map([...this.#image, ...this.#tables])
  }

  /** The row version reached. */
  get version(): number {
    return this.#version
  }

  /** Ids of rows that went after a version and did not come back. */
  deletedSince(tableName: string, version: number): string[] {
    const table = this.table(tableName)
    const ids = this.#deletions.filter((one) => one.table === tableName && one.version > version).map(({ id }) => id)
    return [...new Set(ids)].filter((id) => !table.get(id))
  }

  snapshot(): StoreSnapshot {
    const tables = [...this.#all()].map(([name, table]) => ({ name, key: table.keyName, rows: table.entries() }))
    return {
      version: this.#version,
      tables: tables.filter(({ rows }) => rows.length > 0),
      ...(this.#deletions.length > 0 ? { deletions: [...this.#deletions] } : {}),
    }
  }

  /** Takes the rows of a snapshot in place of all there are. */
  restore(snapshot: StoreSnapshot): void {
    this.#tables.clear()
    this.#written = undefined
    this.#told = 0
    this.#image = new Map()
    this.#isImaged = false
    this.#deferred.clear()
    this.#version = snapshot.version
    this.#deletions = [...(snapshot.deletions ?? [])]
    for (const { name, key, rows } of snapshot.tables) {
      const table = this.table(name, key)
      for (const [id, row] of rows) table.put(id, row)
    }
  }

  /** Runs `work`; if it throws, every change it made is taken back. A transaction within another is part of it. */
  transaction<Result>(work: () => Result): Result {
    if (this.#journal) return work()
    this.#journal = []
    const deletions = this.#deletions.length
    try {
      return work()
    } catch (error) {
      for (const { table, id, before } of this.#journal.toReversed()) {
        if (before) table.put(id, before)
        else table.remove(id)
      }
      this.#deletions.length = deletions
      throw error
    } finally {
      this.#journal = undefined
    }
  }
}
