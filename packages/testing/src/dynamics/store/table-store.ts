import { fold } from '../query/text-collation.ts'
import { guidSortKey } from './guid-order.ts'
import type { Row, Value } from './row.ts'

/** The rows of one table, found by key at once and by any column through an index made on first use. */
export class TableStore {
  readonly #rows = new Map<string, Row>()
  readonly #indexes = new Map<string, Map<Value, Set<string>>>()
  /** Keys in SQL Server's order; `undefined` once a row came or went out of order. */
  #ordered: string[] | undefined = []
  #last = ''
  readonly keyName: string

  constructor(keyName: string) {
    this.keyName = keyName
  }

  get size(): number {
    return this.#rows.size
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id)
  }

  /** Rows in primary-key order. */
  rows(): Row[] {
    return this.#keys().map((id) => this.#rows.get(id) ?? {})
  }

  /** Rows with the ids they are kept under, in primary-key order. */
  entries(): [id: string, row: Row][] {
    return this.#keys().map((id) => [id, this.#rows.get(id) ?? {}])
  }

  /** Rows whose `property` is `value`, in primary-key order. */
  where(property: string, value: Value): Row[] {
    const ids = this.#index(property).get(value)
    if (!ids) return []
    const found = [...ids]
    if (found.length > 1) found.sort(byGuid)
    return found.map((id) => this.#rows.get(id) ?? {})
  }

  /** Rows whose `property` is `value` as comparisons see it: the case of text does not count. */
  whereFolded(property: string, value: Value): Row[] {
    const ids = this.#index(foldedPrefix + property).get(folded(value))
    return ids ? [...ids].map((id) => this.#rows.get(id) ?? {}) : []
  }

  /** Puts a row in the place of the one with its key, if any. */
  put(id: string, row: Row): void {
    const previous = this.#rows.get(id)
    this.#rows.set(id, row)
    if (!previous) this.#append(id)
    for (const [name, index] of this.#indexes) {
      const before = previous ? indexed(name, previous) : null
      const after = indexed(name, row)
      if (previous && before === after) continue
      if (previous) index.get(before)?.delete(id)
      addTo(index, after, id)
    }
  }

  remove(id: string): void {
    const previous = this.#rows.get(id)
    if (!previous) return
    this.#rows.delete(id)
    this.#ordered = undefined
    for (const [name, index] of this.#indexes) index.get(indexed(name, previous))?.delete(id)
  }

  #append(id: string): void {
    if (!this.#ordered) return
    const sortKey = guidSortKey(id)
    if (sortKey > this.#last) {
      this.#ordered.push(id)
      this.#last = sortKey
    } else {
      this.#ordered = undefined
    }
  }

  #keys(): string[] {
    if (!this.#ordered) {
      this.#ordered = [...this.#rows.keys()]
        .map((id) => [guidSortKey(id), id] as const)
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([, id]) => id)
      this.#last = guidSortKey(this.#ordered.at(-1) ?? '')
    }
    return this.#ordered
  }

  #index(name: string): Map<Value, Set<string>> {
    const existing = this.#indexes.get(name)
    if (existing) return existing
    const index = new Map<Value, Set<string>>()
    for (const [id, row] of this.#rows) addTo(index, indexed(name, row), id)
    this.#indexes.set(name, index)
    return index
  }
}

/** An index of this name and a column holds the column's values folded. */
const foldedPrefix = '~'

const folded = (value: Value): Value => (typeof value === 'string' ? fold(value) : value)

function indexed(name: string, row: Row): Value {
  if (!name.startsWith(foldedPrefix)) return row[name] ?? null
  return folded(row[name.slice(foldedPrefix.length)] ?? null)
}

function addTo(index: Map<Value, Set<string>>, value: Value, id: string): void {
  const ids = index.get(value)
  if (ids) ids.add(id)
  else index.set(value, new Set([id]))
}

function byGuid(left: string, right: string): number {
  return guidSortKey(left) < guidSortKey(right) ? -1 : 1
}
