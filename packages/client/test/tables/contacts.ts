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
import { schema } from './schema.ts'
import type { Tables } from './schema.ts'

declare module './schema.ts' {
  interface Tables {
    contact: ContactTable
  }
}

export interface ContactTable extends TableShape {
  readonly entitySet: 'contacts'
  readonly logicalName: 'contact'
  readonly tables: Tables
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
    readonly statecode: NotNull<ChoiceColumn<{ 0: 'Active'; 1: 'Inactive' }>>
  }
  readonly navigation: {
    readonly parentcustomerid_account: One<'account'>
    readonly parentcustomerid_contact: One<'contact'>
    readonly owninguser: One<'systemuser'>
    readonly account_primary_contact: Many<'account'>
    readonly Contact_Tasks: Many<'task'>
  }
}

/** Contact. People that the organization works with. */
export const contacts: Table<ContactTable> = schema.table('contact')
