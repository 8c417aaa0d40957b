import { describe, expectTypeOf, test } from 'vitest'
import { defineSchema } from '../index.ts'
import type {
  AlternateKeyOf,
  ChoiceColumn,
  ChoicesOf,
  ColumnName,
  EntityReference,
  KeyColumn,
  KeyReference,
  LookupColumn,
  Many,
  NotNull,
  One,
  ReadOnly,
  Row,
  Table,
  TableShape,
  TargetOf,
  TextColumn,
} from '../index.ts'

interface Tables {
  contact: ContactTable
}

interface ContactTable extends TableShape {
  readonly entitySet: 'contacts'
  readonly logicalName: 'contact'
  readonly tables: Tables
  readonly keys: { readonly by_email: 'emailaddress1'; readonly by_name: 'fullname' | 'parentcustomerid' }
  readonly columns: {
    readonly contactid: KeyColumn
    readonly emailaddress1: TextColumn
    readonly fullname: ReadOnly<TextColumn>
    readonly parentcustomerid: LookupColumn<'account' | 'contact'>
    readonly statecode: NotNull<ChoiceColumn<{ 0: 'Active'; 1: 'Inactive' }>>
  }
  readonly navigation: { readonly parent: One<'contact'>; readonly Contact_Tasks: Many<'task'> }
}

const contacts = defineSchema<Tables>({
  contact: { entitySet: 'contacts', key: 'contactid', columns: {} },
}).table('contact')

describe('a table of a schema', () => {
  test('carries its shape', () => {
    expectTypeOf(contacts).toEqualTypeOf<Table<ContactTable>>()
  })

  test('gives references that know their table', () => {
    expectTypeOf(contacts.ref('')).toEqualTypeOf<EntityReference<'contact'>>()
  })

  test('gives references by alternate key, with all of its columns', () => {
    expectTypeOf(contacts.ref({ emailaddress1: 'x' })).toEqualTypeOf<KeyReference<'contact'>>()
    // @ts-expect-error one column of a key of two
    expectTypeOf(() => contacts.ref({ fullname: 'x' })).toBeFunction()
    // @ts-expect-error no key
    expectTypeOf(() => contacts.ref({ statecode: 0 })).toBeFunction()
  })

  test('has its labels by number', () => {
    expectTypeOf(contacts.choices).toEqualTypeOf<ChoicesOf<ContactTable>>()
    expectTypeOf(contacts.choices.statecode[0]).toEqualTypeOf<'Active'>()
  })

  test('refuses names that the schema does not have', () => {
    // @ts-expect-error no table "lead"
    expectTypeOf(() => defineSchema<Tables>({}).table('lead')).toBeFunction()
  })
})

describe('a shape', () => {
  test('reads as a row', () => {
    expectTypeOf<Row<ContactTable>>().toEqualTypeOf<{
      contactid: string
      emailaddress1: string | null
      fullname: string | null
      parentcustomerid: EntityReference<'account' | 'contact'> | null
      statecode: 0 | 1
    }>()
  })

  test('leads to the tables that the program has', () => {
    expectTypeOf<TargetOf<ContactTable, 'parent'>>().toEqualTypeOf<ContactTable>()
  })

  test('says which table is not imported', () => {
    expectTypeOf<
      ColumnName<TargetOf<ContactTable, 'Contact_Tasks'>>
    >().toEqualTypeOf<'Import the generated table "task" to use its columns.'>()
  })

  test('has alternate keys with all their parts', () => {
    expectTypeOf<AlternateKeyOf<ContactTable>>().toEqualTypeOf<
      | { readonly emailaddress1: string }
      | { readonly fullname: string; readonly parentcustomerid: string | EntityReference }
    >()
  })
})
