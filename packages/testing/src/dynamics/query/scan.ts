import type { Access } from '../access/access.ts'
import type { Schema } from '../schema/schema.ts'
import type { Row } from '../store/row.ts'
import type { Store } from '../store/store.ts'
import type { Calendar } from './calendar.ts'

/** What a compiled query reads while it runs. Plans hold none of it, so one plan serves every caller. */
export interface Scan {
  readonly schema: Schema
  readonly store: Store
  /** Milliseconds since 1970. */
  readonly now: number
  /** What the caller may do: rows outside of it are not seen. */
  readonly access: Access
  readonly userId: string
  readonly businessUnitId: string
  readonly languageCode: number
  /** Which day it is where the caller is. */
  readonly calendar: Calendar
}

/** The rows that an expression can see: the row itself, then those of the lambda variables around it. */
export type Scope = Row[]

/** A compiled condition. */
export type Predicate = (scope: Scope, scan: Scan) => boolean

/** Teams that a user, the caller, is a member of. */
export function teamsOf(scan: Pick<Scan, 'store' | 'userId'>): string[] {
  return scan.store
    .table('teammembership')
    .where('systemuserid', scan.userId)
    .map((row) => String(row['teamid']))
}
