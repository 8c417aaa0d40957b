import { describe, expectTypeOf, test } from 'vitest'
import { defineTable, type EntityReference, type KeyColumn, type One, type Table, type TextColumn } from '../index.ts'

interface Contact {
  readonly entitySet: 'contacts'
  readonly logicalName: 'contact'
  readonly columns: { readonly contactid: KeyColumn; readonly fullname: TextColumn }
  readonly navigation: { readonly parent: One<Contact> }
}

const definition = {
  entitySet: 'contacts',
  logicalName: 'contact',
  key: 'contactid',
  columns: { contactid: 'key', fullname: 'text' },
  navigation: {},
} as const

describe('defineTable', () => {
  test('carries the shape', () => {
    expectTypeOf(defineTable<Contact>(definition)).toEqualTypeOf<Table<Contact>>()
  })

  test('gives references that know their table', () => {
    expectTypeOf(defineTable<Contact>(definition).ref('')).toEqualTypeOf<EntityReference<'contact'>>()
  })

  test('refuses the names of another table', () => {
    // @ts-expect-error the shape says contacts
    expectTypeOf(defineTable<Contact>({ ...definition, entitySet: 'accounts' })).toBeObject()
  })
})
