import { defineTable } from '@dynamics-kit/odata'
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
// Tables refer to each other, as their rows do; each asks for the other only when it is used.
// oxlint-disable-next-line import/no-cycle
import { contacts, type ContactTable } from './contacts.ts'

/** Account: a business that you work with. */
export interface AccountTable extends TableShape {
  readonly entitySet: 'accounts'
  readonly logicalName: 'account'
  readonly columns: {
    readonly accountid: NotNull<KeyColumn>
    readonly accountnumber: TextColumn
    readonly creditonhold: BooleanColumn
    readonly createdon: ReadOnly<DateTimeColumn>
    readonly name: TextColumn
    readonly numberofemployees: IntegerColumn
    readonly primarycontactid: LookupColumn<'contact'>
    readonly revenue: MoneyColumn
    readonly statecode: NotNull<ChoiceColumn<{ Active: 0; Inactive: 1 }>>
  }
  readonly navigation: {
    readonly primarycontactid: One<ContactTable>
    readonly contact_customer_accounts: Many<ContactTable>
  }
}

export const accounts: Table<AccountTable> = defineTable<AccountTable>({
  entitySet: 'accounts',
  logicalName: 'account',
  key: 'accountid',
  columns: {
    accountid: 'key',
    accountnumber: 'text',
    creditonhold: 'boolean',
    createdon: 'dateTime',
    name: 'text',
    numberofemployees: 'integer',
    primarycontactid: { lookup: { contact: ['primarycontactid', 'contacts'] } },
    revenue: 'money',
    statecode: { choice: { Active: 0, Inactive: 1 } },
  },
  navigation: {
    primarycontactid: { one: () => contacts },
    contact_customer_accounts: { many: () => contacts },
  },
})
