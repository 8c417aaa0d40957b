import { compareGuids } from './guid-order.ts'
import { foldedIndex, foldedValue, indexedValue } from './index-name.ts'
import type { Row, Value } from './row.ts'
import { createRowShape, type RowShape } from './row-shape.ts'
import { createSegment, type Segment } from './segment.ts'

/** Rows written since the last segment that a scan reads one by one; more are made a segment first. */
const looseRows = 256

/** What a scan reads: a segment's rows but the hidden ones, or the rows that are in none. */
export type ScanPart =
  | { readonly kind: 'segment'; readonly segment: Segment; readonly hidden: ReadonlySet<string> | undefined }
  | { readonly kind: 'loose'; readonly rows: readonly Row[] }

interface Layer {
  readonly segment: Segment
  /** Ids of its rows that were changed or removed since. */
  hidden: Set<string> | undefined
  /** Whether another store has the same set, which is then copied before it is added to. */
  isShared: boolean
}

/**
 * The rows of one table: segments that never change, shared by a store and its forks, and the rows written since. Found by key
 * at once and by any column through an index made on first use.
 */
export class TableStore {
  readonly keyName: string
  readonly #shape: RowShape
  /** Oldest first, and each at least twice as large as the next: a row is in few, and is moved few times. */
  #layers: Layer[]
  #loose = new Map<string, Row>()
  #size: number
  /** Of the loose rows. */
  readonly #indexes = new Map<string, Map<Value, Set<string>>>()
  #looseRows: readonly Row[] | undefined
  #rows: readonly Row[] | undefined
  #state: object

  constructor(keyName: string, from?: TableStore) {
    this.keyName = from ? from.keyName : keyName
    this.#shape = from ? from.#shape : createRowShape()
    this.#layers = from ? from.#layers.map((layer) => ({ ...layer })) : []
    this.#size = from ? from.#size : 0
    this.#state = from ? from.#state : {}
  }

  /** The same rows for another store: changes here are not seen there, nor the other way. */
  fork(): TableStore {
    this.#seal()
    for (const layer of this.#layers) layer.isShared = true
    return new TableStore(this.keyName, this)
  }

  get size(): number {
    return this.#size
  }

  /** Another object after each change, and the same one in forks that nothing changed in. */
  get state(): object {
    return this.#state
  }

  get(id: string): Row | undefined {
    const loose = this.#loose.size === 0 ? undefined : this.#loose.get(id)
    if (loose) return loose
    for (const { segment, hidden } of this.#layers) {
      const found = segment.get(id)
      if (found && hidden?.has(id) !== true) return found
    }
    return undefined
  }

  /** Rows in primary-key order. */
  rows(): readonly Row[] {
    this.#rows ??= this.#sortedRows()
    return this.#rows
  }

  /** Rows with the ids they are kept under, in primary-key order. */
  entries(): [id: string, row: Row][] {
    return this.#allEntries().toSorted(([left], [right]) => compareGuids(left, right))
  }

  /** Rows whose `property` is `value`, in primary-key order. */
  where(property: string, value: Value): Row[] {
    return this.#find(property, value)
  }

  /** Rows whose `property` is `value` as comparisons see it: the case of text does not count. */
  whereFolded(property: string, value: Value): Row[] {
    return this.#find(foldedIndex(property), foldedValue(value))
  }

  /** All rows, in parts that together have each once; each part is in primary-key order. */
  parts(): readonly ScanPart[] {
    if (this.#loose.size > looseRows) this.#seal()
    const parts: ScanPart[] = this.#layers.map(({ segment, hidden }) => ({ kind: 'segment', segment, hidden }))
    if (this.#loose.size > 0) {
      this.#looseRows ??= [...this.#loose]
        .toSorted(([left], [right]) => compareGuids(left, right))
        .map(([, row]) => row)
      parts.push({ kind: 'loose', rows: this.#looseRows })
    }
    return parts
  }

  /** Puts a row in the place of the one with its key, if any. */
  put(id: string, cells: Row): void {
    const row = this.#shape.shape(cells)
    const previous = this.#loose.get(id)
    if (!previous && !this.#hide(id)) this.#size += 1
    this.#changed()
    this.#loose.set(id, row)
    for (const [name, index] of this.#indexes) {
      const before = previous ? indexedValue(name, previous) : null
      const after = indexedValue(name, row)
      if (previous && before === after) continue
      if (previous) index.get(before)?.delete(id)
      addTo(index, after, id)
    }
  }

  remove(id: string): void {
    const previous = this.#loose.get(id)
    if (previous) {
      this.#loose.delete(id)
      for (const [name, index] of this.#indexes) index.get(indexedValue(name, previous))?.delete(id)
    } else if (!this.#hide(id)) return
    this.#size -= 1
    this.#changed()
  }

  #changed(): void {
    this.#state = {}
    this.#rows = undefined
    this.#looseRows = undefined
  }

  /** Hides a row of a segment. @returns whether there is one */
  #hide(id: string): boolean {
    for (const layer of this.#layers) {
      if (!layer.segment.get(id) || layer.hidden?.has(id) === true) continue
      if (!layer.hidden || layer.isShared) layer.hidden = new Set(layer.hidden)
      layer.isShared = false
      layer.hidden.add(id)
      if (layer.hidden.size * 2 > layer.segment.size) this.#loosen(layer)
      return true
    }
    return false
  }

  /** Takes the rows out of a segment that has more hidden ones than others. */
  #loosen(layer: Layer): void {
    this.#layers = this.#layers.filter((one) => one !== layer)
    for (const [id, row] of visible(layer)) this.#loose.set(id, row)
    this.#indexes.clear()
  }

  /** Makes the loose rows a segment. */
  #seal(): void {
    if (this.#loose.size === 0) return
    let byId = this.#loose
    this.#loose = new Map()
    this.#looseRows = undefined
    this.#indexes.clear()
    for (let last = this.#layers.at(-1); last && byId.size * 2 >= last.segment.size; last = this.#layers.at(-1)) {
      byId = new Map([...visible(last), ...byId])
      this.#layers.pop()
    }
    this.#layers.push({ segment: createSegment(byId), hidden: undefined, isShared: false })
  }

  #allEntries(): [id: string, row: Row][] {
    return [...this.#layers.flatMap((layer) => [...visible(layer)]), ...this.#loose]
  }

  #sortedRows(): readonly Row[] {
    const [only] = this.#layers
    if (this.#layers.length === 1 && only && !only.hidden && this.#loose.size === 0) return only.segment.rows
    return this.entries().map(([, row]) => row)
  }

  #find(indexName: string, value: Value): Row[] {
    const found: [id: string, row: Row][] = []
    let isSorted = true
    for (const { segment, hidden } of this.#layers) {
      const positions = segment.positions(indexName, value)
      if (positions.length > 0 && found.length > 0) isSorted = false
      for (const position of positions) {
        const id = segment.ids[position] ?? ''
        if (hidden?.has(id) !== true) found.push([id, segment.rows[position] ?? {}])
      }
    }
    const loose = this.#loose.size === 0 ? undefined : this.#looseIndex(indexName).get(value)
    if (loose && loose.size > 0) {
      isSorted = false
      for (const id of loose) found.push([id, this.#loose.get(id) ?? {}])
    }
    if (!isSorted && found.length > 1) found.sort(([left], [right]) => compareGuids(left, right))
    return found.map(([, row]) => row)
  }

  #looseIndex(name: string): Map<Value, Set<string>> {
    const existing = this.#indexes.get(name)
    if (existing) return existing
    const index = new Map<Value, Set<string>>()
    for (const [id, row] of this.#loose) addTo(index, indexedValue(name, row), id)
    this.#indexes.set(name, index)
    return index
  }
}

/** What of a segment is still a row of the table. */
function* visible({ segment, hidden }: Layer): Generator<[id: string, row: Row]> {
  for (const entry of segment.byId) if (hidden?.has(entry[0]) !== true) yield entry
}

function addTo(index: Map<Value, Set<string>>, value: Value, id: string): void {
  const ids = index.get(value)
  if (ids) ids.add(id)
  else index.set(value, new Set([id]))
}
