import type {
  BooleanColumn,
  ChoiceColumn,
  ChoicesColumn,
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

export interface AccountTable extends TableShape {
  readonly entitySet: 'accounts'
  readonly logicalName: 'account'
  readonly tables: Tables
  readonly keys: {
    readonly new_number: 'accountnumber'
    readonly new_name_in_parent: 'name' | 'parentaccountid'
  }
  readonly columns: {
    readonly accountid: KeyColumn
    readonly name: TextColumn
    readonly accountnumber: TextColumn
    readonly revenue: MoneyColumn
    readonly numberofemployees: IntegerColumn
    readonly creditonhold: BooleanColumn
    readonly industrycode: ChoiceColumn<{
      1: 'Accounting'
      10: 'Consulting'
      18: 'Food & Tobacco'
      19: 'Other'
      20: 'Other'
    }>
    readonly new_channels: ChoicesColumn<{ 1: 'Mail'; 2: 'Phone'; 3: 'Web' }>
    readonly primarycontactid: LookupColumn<'contact'>
    readonly parentaccountid: LookupColumn<'account'>
    readonly new_regionid: LookupColumn<'account'>
    readonly createdon: ReadOnly<DateTimeColumn>
    readonly statecode: NotNull<ChoiceColumn<{ 0: 'Active'; 1: 'Inactive' }>>
  }
  readonly navigation: {
    readonly primarycontactid: One<'contact'>
    readonly parentaccountid: One<'account'>
    readonly new_regionid: One<'account'>
    readonly account_parent_account: Many<'account'>
    readonly contact_customer_accounts: Many<'contact'>
    readonly Account_Tasks: Many<'task'>
  }
}

/** Account. Companies that the organization works with. */
export const accounts: Table<AccountTable> = schema.table('account')
