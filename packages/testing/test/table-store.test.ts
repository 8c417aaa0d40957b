import { array, assert, constant, constantFrom, nat, oneof, option, property, record, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareGuids } from '../src/dynamics/store/guid-order.ts'
import type { Row, Value } from '../src/dynamics/store/row.ts'
import { TableStore } from '../src/dynamics/store/table-store.ts'

/** What a table store is, without any of what makes it quick. */
class NaiveStore {
  readonly rows: Map<string, Row>

  constructor(rows: ReadonlyMap<string, Row> = new Map()) {
    this.rows = new Map(rows)
  }

  sorted(where: (row: Row) => boolean = () => true): Row[] {
    const entries = [...this.rows].toSorted(([left], [right]) => compareGuids(left, right))
    return entries.flatMap(([, row]) => (where(row) ? [row] : []))
  }
}

const ids = Array.from({ length: 40 }, (_, index) => {
  const digits = ((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0')
  return `${digits}-0000-4000-8000-0000000000${String(index % 7).padStart(2, '0')}`
})

const id = constantFrom(...ids)
const city = constantFrom('Oslo', 'oslo', 'Rome', null)
const change = oneof(
  { weight: 6, arbitrary: record({ kind: constant('put' as const), id, city, size: option(nat(3)) }) },
  { weight: 2, arbitrary: record({ kind: constant('remove' as const), id }) },
  { weight: 1, arbitrary: record({ kind: constant('fork' as const) }) },
  { weight: 1, arbitrary: record({ kind: constant('scan' as const) }) },
)

/** Cells that hold something: what is not there and what is `undefined` are the same. */
const cells = (row: Row | undefined): unknown =>
  row && Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined && value !== null))

function expectSame(store: TableStore, naive: NaiveStore): void {
  expect(store.size).toBe(naive.rows.size)
  expect(store.rows().map(cells)).toEqual(naive.sorted().map(cells))
  for (const one of ids) expect(cells(store.get(one))).toEqual(cells(naive.rows.get(one)))
  for (const value of ['Oslo', 'oslo', 'Rome', null]) {
    const has = (row: Row): Value => row['city'] ?? null
    expect(store.where('city', value).map(cells)).toEqual(naive.sorted((row) => has(row) === value).map(cells))
    expect(store.whereFolded('city', value).map(cells)).toEqual(
      naive.sorted((row) => String(has(row)).toLowerCase() === String(value).toLowerCase()).map(cells),
    )
  }
  const scanned = store.parts().flatMap((part) => {
    if (part.kind === 'loose') return part.rows
    const { segment, hidden } = part
    return segment.rows.filter((_, position) => hidden?.has(segment.ids[position] ?? '') !== true)
  })
  expect(scanned.length).toBe(naive.rows.size)
  expect(new Set(scanned.map((row) => row['id']))).toEqual(new Set(naive.rows.keys()))
}

describe('a table store', () => {
  test('has the rows that a map has, and so have its forks, whatever happens to the others', () => {
    const check = property(array(tuple(nat(), change), { maxLength: 120 }), (changes) => {
      const stores: [TableStore, NaiveStore][] = [[new TableStore('id'), new NaiveStore()]]
      for (const [which, one] of changes) {
        const [store, naive] = stores[which % stores.length]!
        if (one.kind === 'put') {
          const row = { id: one.id, city: one.city, size: one.size }
          store.put(one.id, row)
          naive.rows.set(one.id, row)
        } else if (one.kind === 'remove') {
          store.remove(one.id)
          naive.rows.delete(one.id)
        } else if (one.kind === 'fork' && stores.length < 5) stores.push([store.fork(), new NaiveStore(naive.rows)])
        else store.parts()
      }
      for (const [store, naive] of stores) expectSame(store, naive)
    })
    expect(() => assert(check)).not.toThrow()
  })

  test('keeps a cell that a later row brings', () => {
    const store = new TableStore('id')
    store.put(ids[0]!, { id: ids[0]!, city: 'Oslo' })
    store.put(ids[1]!, { id: ids[1]!, city: 'Rome', size: 3 })
    store.put(ids[0]!, { id: ids[0]!, size: 4 })
    expect(cells(store.get(ids[0]!))).toEqual({ id: ids[0], size: 4 })
  })
})
