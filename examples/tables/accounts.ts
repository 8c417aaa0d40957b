import type {
  BooleanColumn,
  ChoiceColumn,
  DateTimeColumn,
  IntegerColumn,
  KeyColumn,
  LookupColumn,
  Many,
  MoneyColumn,
  NotNull,
  One,
  ReadOnly,
  Table,
  TableShape,
  TextColumn,
} from '@dynamics-kit/odata'
import { schema } from './schema.ts'
import type { Tables } from './schema.ts'

declare module './schema.ts' {
  interface Tables {
    account: AccountTable
  }
}

/** Account: a business that you work with. */
export interface AccountTable extends TableShape {
  readonly entitySet: 'accounts'
  readonly logicalName: 'account'
  readonly tables: Tables
  readonly columns: {
    readonly accountid: NotNull<KeyColumn>
    readonly accountnumber: TextColumn
    readonly creditonhold: BooleanColumn
    readonly createdon: ReadOnly<DateTimeColumn>
    readonly name: TextColumn
    readonly numberofemployees: IntegerColumn
    readonly primarycontactid: LookupColumn<'contact'>
    readonly revenue: MoneyColumn
    readonly statecode: NotNull<ChoiceColumn<{ 0: 'Active'; 1: 'Inactive' }>>
  }
  readonly navigation: {
    readonly primarycontactid: One<'contact'>
    readonly contact_customer_accounts: Many<'contact'>
  }
}

export const accounts: Table<AccountTable> = schema.table('account')
