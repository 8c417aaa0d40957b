import type { Column, ColumnKind } from './column.ts'
import type { TableShape } from './shape.ts'

/** The shape of a table known by name only: any column, any navigation property, values as they come. */
export interface UntypedTable extends TableShape {
  readonly entitySet: string
  readonly logicalName: string
  readonly columns: Readonly<Record<string, Column<ColumnKind, unknown, unknown>>>
  readonly navigation: Readonly<Record<string, UntypedNavigation>>
  readonly keys: Readonly<Record<string, string>>
}

/** One row or many: without metadata only the answer tells. */
export interface UntypedNavigation {
  readonly cardinality: 'one' | 'many'
  readonly target: UntypedTable
}
