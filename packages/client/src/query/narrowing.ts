import { selectedProperty } from './query-state.ts'
import type { QueryState, RowState } from './query-state.ts'

export type Direction = 'asc' | 'desc'

/** What queries and expands are told, as what changes in their state. */
export function selected(state: RowState, columns: readonly string[]): Pick<RowState, 'select'> {
  for (const name of columns) selectedProperty(state.table, name)
  return { select: [...new Set([...(state.select ?? state.formatted ?? []), ...columns])] }
}

/** A value is formatted where it is read, so what is formatted is selected. */
export function formatted(state: RowState, columns: readonly string[]): Pick<RowState, 'select' | 'formatted'> {
  const { select } = selected(state, columns)
  return { ...(state.select && { select }), formatted: [...new Set([...(state.formatted ?? []), ...columns])] }
}

export function ordered<State extends Pick<QueryState, 'table' | 'orderby'>>(
  state: State,
  column: string,
  direction: Direction = 'asc',
): Pick<State, 'orderby'> {
  const segments = [selectedProperty(state.table, column)]
  if (direction !== 'asc' && direction !== 'desc') throw new TypeError("orderBy takes 'asc' or 'desc'.")
  return { orderby: [...state.orderby, { expression: { kind: 'path', segments }, direction }] }
}
