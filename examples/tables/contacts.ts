import { defineTable } from '@dynamics-kit/odata'
import type {
  KeyColumn,
  LookupColumn,
  NotNull,
  One,
  ReadOnly,
  Table,
  TableShape,
  TextColumn,
} from '@dynamics-kit/odata'
// Tables refer to each other, as their rows do; each asks for the other only when it is used.
// oxlint-disable-next-line import/no-cycle
import { accounts, type AccountTable } from './accounts.ts'

/** Contact: a person you know, usually at an account. */
export interface ContactTable extends TableShape {
  readonly entitySet: 'contacts'
  readonly logicalName: 'contact'
  readonly columns: {
    readonly contactid: NotNull<KeyColumn>
    readonly emailaddress1: TextColumn
    readonly firstname: TextColumn
    readonly fullname: ReadOnly<TextColumn>
    readonly lastname: TextColumn
    readonly parentcustomerid: LookupColumn<'account' | 'contact'>
  }
  readonly navigation: {
    readonly parentcustomerid_account: One<AccountTable>
    readonly parentcustomerid_contact: One<ContactTable>
  }
}

export const contacts: Table<ContactTable> = defineTable<ContactTable>({
  entitySet: 'contacts',
  logicalName: 'contact',
  key: 'contactid',
  columns: {
    contactid: 'key',
    emailaddress1: 'text',
    firstname: 'text',
    fullname: 'text',
    lastname: 'text',
    parentcustomerid: {
      lookup: {
        account: ['parentcustomerid_account', 'accounts'],
        contact: ['parentcustomerid_contact', 'contacts'],
      },
    },
  },
  navigation: {
    parentcustomerid_account: { one: () => accounts },
    parentcustomerid_contact: { one: () => contacts },
  },
})
