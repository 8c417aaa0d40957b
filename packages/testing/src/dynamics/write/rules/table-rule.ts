import type { Actor } from '../../exchange.ts'
import type { Row, Value } from '../../store/row.ts'

/** A row that is being made or changed. */
interface RowDraft {
  readonly id: string
  readonly cells: Record<string, Value>
  /** The row before, on update. */
  readonly before: Row | undefined
}

/** What one table does beside what all do. */
export interface TableRule {
  /** The state of a new row that says none; 0 where it is not said. */
  readonly initialState?: number
  /** Rows are part of another and written with it; by themselves they can be queried alone. */
  readonly isPart?: boolean
  /** Fills and checks cells before the row is written. */
  prepare?(actor: Actor, draft: RowDraft): void
  /** Acts once the row is there. */
  created?(actor: Actor, id: string, row: Row): void
  /** Acts once a change of the row is there. */
  updated?(actor: Actor, id: string, row: Row, before: Row): void
  /** May refuse, or answer `kept` when the row is to stay after all. */
  deleting?(actor: Actor, id: string, row: Row): 'kept' | void
  /** May refuse a pair of an N:N relationship. */
  associating?(actor: Actor, id: string, navigation: string, otherId: string): void
}
