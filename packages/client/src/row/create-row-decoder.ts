import type { RowState } from '../query/query-state.ts'
import { columnReaders } from './column-readers.ts'
import { finishOf, namedColumns, rowDecoder } from './decode-row.ts'
import type { RowDecoder } from './decode-row.ts'

/** A decoder for few rows. */
export function createRowDecoder(state: RowState): RowDecoder {
  return rowDecoder(state.table === undefined ? namedColumns(state.select) : columnReaders(state), finishOf(state))
}
