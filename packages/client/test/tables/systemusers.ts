import { defineTable } from '@dynamics-kit/odata'
import type { BooleanColumn, KeyColumn, Table, TableShape, TextColumn } from '@dynamics-kit/odata'

export interface SystemUserTable extends TableShape {
  readonly entitySet: 'systemusers'
  readonly logicalName: 'systemuser'
  readonly columns: {
    readonly systemuserid: KeyColumn
    readonly fullname: TextColumn
    readonly isdisabled: BooleanColumn
  }
  readonly navigation: object
}

/** User. */
export const systemusers: Table<SystemUserTable> = defineTable<SystemUserTable>({
  entitySet: 'systemusers',
  logicalName: 'systemuser',
  key: 'systemuserid',
  columns: { systemuserid: 'key', fullname: 'text', isdisabled: 'boolean' },
  navigation: {},
})
