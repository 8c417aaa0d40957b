import type { CreateRow, Table, TableShape } from '@dynamics-kit/odata'
import { wireRow } from './wire-row.ts'

/** What a new row is made with. */
export interface RowContext {
  /** 1 for the first row of its table, and one more for each that comes. */
  readonly sequence: number
}

/** The type that a function infers for what it returns is not held to the columns of the table; this is. */
export type NoOtherColumns<Given, S extends TableShape> = {
  readonly [Name in Exclude<keyof Given, keyof CreateRow<S>>]: 'The table has no such column.'
}

/** What rows of a table have where nobody says otherwise. */
export interface RowDefaults {
  readonly entitySet: string
  /** As the Web API takes it. */
  body(context: RowContext): Readonly<Record<string, unknown>>
}

/**
 * Says what rows that `fake.create` makes have, for the `defaults` of a fake.
 *
 * @example
 * ```ts
 * import { createFakeDynamics, defaultsOf } from '@dynamics-kit/testing'
 * import { accounts } from './dynamics/index.js'
 *
 * createFakeDynamics({ defaults: [defaultsOf(accounts, ({ sequence }) => ({ accountnumber: `A-${sequence}` }))] })
 * ```
 */
export const defaultsOf = <S extends TableShape, const Given extends Partial<CreateRow<S>>>(
  table: Table<S>,
  row: (context: RowContext) => Given & NoOtherColumns<Given, S>,
): RowDefaults => ({ entitySet: table.entitySet, body: (context) => wireRow(table, row(context)) })
