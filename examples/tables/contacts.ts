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
import { schema } from './schema.ts'
import type { Tables } from './schema.ts'

declare module './schema.ts' {
  interface Tables {
    contact: ContactTable
  }
}

/** Contact: a person you know, usually at an account. */
export interface ContactTable extends TableShape {
  readonly entitySet: 'contacts'
  readonly logicalName: 'contact'
  readonly tables: Tables
  readonly columns: {
    readonly contactid: NotNull<KeyColumn>
    readonly emailaddress1: TextColumn
    readonly firstname: TextColumn
    readonly fullname: ReadOnly<TextColumn>
    readonly lastname: TextColumn
    readonly parentcustomerid: LookupColumn<'account' | 'contact'>
  }
  readonly navigation: {
    readonly parentcustomerid_account: One<'account'>
    readonly parentcustomerid_contact: One<'contact'>
  }
}

export const contacts: Table<ContactTable> = schema.table('contact')
