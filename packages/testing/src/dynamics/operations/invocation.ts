import type { Exchange } from '../exchange.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import type { Answer } from '../response/answer.ts'

/** A call of a function or action. */
export interface Invocation {
  readonly exchange: Exchange
  /** By parameter name: plain values, from the URL or the body. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly bound?: { readonly table: Table; readonly row?: Row }
}

/** What stands behind a name of the model. */
export interface OperationHandler {
  readonly kind: 'function' | 'action'
  run(invocation: Invocation): Answer
}
