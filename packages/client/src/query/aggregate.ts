/** Ways of making one value of many (21). */
export type AggregateMethod = 'sum' | 'average' | 'min' | 'max'

/** A value made of a column of many rows, or their number. */
export interface Aggregate<Method extends AggregateMethod | 'count', N> {
  readonly method: Method
  /** Absent for `count`. */
  readonly column: N
}

/** Any of them, of a column by name. */
export type AnyAggregate = Aggregate<AggregateMethod, string> | Aggregate<'count', undefined>

/** `revenue with sum as …`; rows without a value do not count. `null` when none has one. */
export function sum<const N extends string>(column: N): Aggregate<'sum', N> {
  return Object.freeze({ method: 'sum', column })
}

/** `revenue with average as …`; rows without a value do not count. `null` when none has one. */
export function average<const N extends string>(column: N): Aggregate<'average', N> {
  return Object.freeze({ method: 'average', column })
}

/** `revenue with min as …`. `null` when no row has a value. */
export function min<const N extends string>(column: N): Aggregate<'min', N> {
  return Object.freeze({ method: 'min', column })
}

/** `revenue with max as …`. `null` when no row has a value. */
export function max<const N extends string>(column: N): Aggregate<'max', N> {
  return Object.freeze({ method: 'max', column })
}

/** `$count as …`: the number of rows. */
export function count(): Aggregate<'count', undefined> {
  return Object.freeze({ method: 'count', column: undefined })
}
