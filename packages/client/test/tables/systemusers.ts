import type { BooleanColumn, KeyColumn, Table, TableShape, TextColumn } from '@dynamics-kit/odata'
import { schema } from './schema.ts'
import type { Tables } from './schema.ts'

declare module './schema.ts' {
  interface Tables {
    systemuser: SystemUserTable
  }
}

export interface SystemUserTable extends TableShape {
  readonly entitySet: 'systemusers'
  readonly logicalName: 'systemuser'
  readonly tables: Tables
  readonly columns: {
    readonly systemuserid: KeyColumn
    readonly fullname: TextColumn
    readonly isdisabled: BooleanColumn
  }
  readonly navigation: object
}

/** User. */
export const systemusers: Table<SystemUserTable> = schema.table('systemuser')
