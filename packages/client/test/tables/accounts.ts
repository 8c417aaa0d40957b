/* oxlint-disable import/no-cycle -- tables refer to each other, through functions that are called later */
import { defineTable } from '@dynamics-kit/odata'
import type {
  BooleanColumn,
  ChoiceColumn,
  Column,
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
import { contacts } from './contacts.ts'
import type { ContactTable } from './contacts.ts'
import { tasks } from './tasks.ts'
import type { TaskTable } from './tasks.ts'

export interface AccountTable extends TableShape {
  readonly entitySet: 'accounts'
  readonly logicalName: 'account'
  readonly columns: {
    readonly accountid: KeyColumn
    readonly name: TextColumn
    readonly accountnumber: TextColumn
    readonly revenue: MoneyColumn
    readonly numberofemployees: IntegerColumn
    readonly creditonhold: BooleanColumn
    readonly industrycode: ChoiceColumn<{ Accounting: 1; Consulting: 10; 'Food & Tobacco': 18 }>
    readonly new_channels: Column<'choices', readonly number[], readonly (number | 'Mail' | 'Phone' | 'Web')[]>
    readonly primarycontactid: LookupColumn<'contact'>
    readonly parentaccountid: LookupColumn<'account'>
    readonly createdon: ReadOnly<DateTimeColumn>
    readonly statecode: NotNull<ChoiceColumn<{ Active: 0; Inactive: 1 }>>
  }
  readonly navigation: {
    readonly primarycontactid: One<ContactTable>
    readonly parentaccountid: One<AccountTable>
    readonly account_parent_account: Many<AccountTable>
    readonly contact_customer_accounts: Many<ContactTable>
    readonly Account_Tasks: Many<TaskTable>
  }
}

/** Account. Companies that the organization works with. */
export const accounts: Table<AccountTable> = defineTable<AccountTable>({
  entitySet: 'accounts',
  logicalName: 'account',
  key: 'accountid',
  columns: {
    accountid: 'key',
    name: 'text',
    accountnumber: 'text',
    revenue: 'money',
    numberofemployees: 'integer',
    creditonhold: 'boolean',
    industrycode: { choice: { Accounting: 1, Consulting: 10, 'Food & Tobacco': 18 } },
    new_channels: { choices: { Mail: 1, Phone: 2, Web: 3 } },
    primarycontactid: { lookup: { contact: ['primarycontactid', 'contacts'] } },
    parentaccountid: { lookup: { account: ['parentaccountid', 'accounts'] } },
    createdon: 'dateTime',
    statecode: { choice: { Active: 0, Inactive: 1 } },
  },
  navigation: {
    primarycontactid: { one: () => contacts },
    parentaccountid: { one: () => accounts },
    account_parent_account: { many: () => accounts },
    contact_customer_accounts: { many: () => contacts },
    Account_Tasks: { many: () => tasks },
  },
})
