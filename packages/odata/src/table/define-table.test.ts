import { expect, test } from 'vitest'
import { defineTable } from '../index.ts'

const ID = '3f2504e0-4f89-11d3-9a0c-0305e82c3301'

const contacts = defineTable({
  entitySet: 'contacts',
  logicalName: 'contact',
  key: 'contactid',
  columns: { contactid: 'key', fullname: 'text' },
  navigation: {},
})

test('names a row by its id', () => {
  expect(contacts.ref(ID)).toEqual({ id: ID, table: 'contact' })
})

test('refuses an id that is no GUID', () => {
  expect(() => contacts.ref('1)/x')).toThrowError(new TypeError('contact.ref: the id must be a GUID.'))
})

test('is frozen with its columns', () => {
  expect(() => Object.assign(contacts, { key: 'x' })).toThrowError(TypeError)
  expect(() => Object.assign(contacts.columns, { fullname: 'guid' })).toThrowError(TypeError)
})
