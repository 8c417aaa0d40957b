/* oxlint-disable import/no-cycle -- tables refer to each other, through functions that are called later */
import { defineTable } from '@dynamics-kit/odata'
import type {
  ChoiceColumn,
  DateOnlyColumn,
  DateTimeColumn,
  KeyColumn,
  LookupColumn,
  Many,
  NotNull,
  One,
  ReadOnly,
  Table,
  TableShape,
  TextColumn,
} from '@dynamics-kit/odata'
import { accounts } from './accounts.ts'
import type { AccountTable } from './accounts.ts'
import { systemusers } from './systemusers.ts'
import type { SystemUserTable } from './systemusers.ts'
import { tasks } from './tasks.ts'
import type { TaskTable } from './tasks.ts'

export interface ContactTable extends TableShape {
  readonly entitySet: 'contacts'
  readonly logicalName: 'contact'
  readonly columns: {
    readonly contactid: KeyColumn
    readonly firstname: TextColumn
    readonly lastname: TextColumn
    readonly fullname: ReadOnly<TextColumn>
    readonly emailaddress1: TextColumn
    readonly birthdate: DateOnlyColumn
    readonly createdon: ReadOnly<DateTimeColumn>
    readonly parentcustomerid: LookupColumn<'account' | 'contact'>
    readonly ownerid: LookupColumn<'systemuser' | 'team'>
    readonly statecode: NotNull<ChoiceColumn<{ Active: 0; Inactive: 1 }>>
  }
  readonly navigation: {
    readonly parentcustomerid_account: One<AccountTable>
    readonly parentcustomerid_contact: One<ContactTable>
    readonly owninguser: One<SystemUserTable>
    readonly account_primary_contact: Many<AccountTable>
    readonly Contact_Tasks: Many<TaskTable>
  }
}

/** Contact. People that the organization works with. */
export const contacts: Table<ContactTable> = defineTable<ContactTable>({
  entitySet: 'contacts',
  logicalName: 'contact',
  key: 'contactid',
  columns: {
    contactid: 'key',
    firstname: 'text',
    lastname: 'text',
    fullname: 'text',
    emailaddress1: 'text',
    birthdate: 'dateOnly',
    createdon: 'dateTime',
    parentcustomerid: {
      lookup: {
        account: ['parentcustomerid_account', 'accounts'],
        contact: ['parentcustomerid_contact', 'contacts'],
      },
    },
    ownerid: { lookup: { systemuser: ['ownerid', 'systemusers'], team: ['ownerid', 'teams'] } },
    statecode: { choice: { Active: 0, Inactive: 1 } },
  },
  navigation: {
    parentcustomerid_account: { one: () => accounts },
    parentcustomerid_contact: { one: () => contacts },
    owninguser: { one: () => systemusers },
    account_primary_contact: { many: () => accounts },
    Contact_Tasks: { many: () => tasks },
  },
})
