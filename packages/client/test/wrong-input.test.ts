import { condition } from '@dynamics-kit/client'
import { defineOperations } from '@dynamics-kit/odata'
import { expect, test } from 'vitest'
import { clientWith, ID } from './client-with.ts'
import { accounts } from './tables/accounts.ts'
import { schema } from './tables/schema.ts'

// What plain JavaScript lets through, and what people do with it. Each call is told what to do before anything is sent.
const row = { name: 'Contoso' }
// oxlint-disable-next-line typescript/no-explicit-any
type Untyped = any
const key = accounts.ref({ accountnumber: 'A-1' })
const byId = /takes an id, not an alternate key: retrieve the row by it first/
const approve = defineOperations(schema, { tables: 'account', references: {} })('new_Approve', 'action', {
  unbound: { parameters: { Target: 'row:account' } },
})
const wrong: readonly (readonly [what: string, call: (d: Untyped) => unknown, message: RegExp])[] = [
  ['a table that is not there', (d) => d.from(undefined).all(), /"undefined" is not the name of an entity set/],
  ['a table of another library', (d) => d.create({ name: 'accounts' }, row), /is not the name of an entity set/],
  ['a create without a row', (d) => d.create(accounts), /A row is an object of its columns/],
  ['a create of several rows', (d) => d.create(accounts, [row]), /many go by bulk/],
  ['a create of JSON', (d) => d.create('accounts', '{"name":"Contoso"}'), /A row is an object of its columns/],
  ['an update without an id', (d) => d.update(accounts, row), /update and upsert take its id before/],
  ['an update of a name without an id', (d) => d.update('accounts', row), /take its id before/],
  ['an upsert without a row', (d) => d.upsert(accounts, ID), /A row is an object of its columns/],
  ['a delete without an id', (d) => d.delete(accounts), /delete takes a GUID/],
  ['a delete by an empty key', (d) => d.delete('accounts', {}), /delete takes a GUID/],
  ['bulk of one row', (d) => d.bulk.create(accounts, row), /takes an array of rows/],
  ['bulk of text', (d) => d.bulk.delete(accounts, ID), /takes an array of rows/],
  ['bulk with a hole', (d) => d.bulk.create(accounts, [null]), /A row is an object of its columns/],
  ['a direction in full', (d) => d.from(accounts).orderBy('name', 'descending').all(), /takes 'asc' or 'desc'/],
  ['columns in an array', (d) => d.from(accounts).select(['name', 'revenue']).all(), /given one by one/],
  ['columns in an array, of a name', (d) => d.from('accounts').select(['name']).all(), /not the name of a column/],
  ['a column for an array', (d) => d.retrieve(accounts, ID, { select: 'name' }), /^select: takes an array/],
  ['a batch of an array', (d) => d.batch([]), /A batch takes a function/],
  ['an operation by its name alone', (d) => d.call('WhoAmI'), /{ name: 'WhoAmI', kind: 'function' }/],
  ['an operation without a kind', (d) => d.call({ name: 'WhoAmI' }), /kind: 'function'/],
  ['a user without saying which id', (d) => d.as(ID), /^as takes { objectId } or { systemUserId }/],
  ['an alternate key to associate', (d) => d.associate(accounts, ID, 'account_parent_account', key), byId],
  ['an alternate key to disassociate', (d) => d.disassociate(accounts, ID, 'account_parent_account', key), byId],
  ['an alternate key to merge', (d) => d.merge(accounts, key, ID), byId],
  ['an owner by alternate key', (d) => d.assign(accounts, ID, { ...key, table: 'team' }), byId],
  ['an alternate key for an action', (d) => d.call(approve, { Target: key }), byId],
  ['an action on an alternate key', (d) => d.callOn(key, { name: 'new_X', kind: 'action' }), /say the entity set too/],
  [
    'rows under an alternate key',
    (d) =>
      d
        .from(accounts)
        .where((a: Untyped) => a.parentaccountid.under(key))
        .all(),
    byId,
  ],
  [
    'a filter as text',
    (d) =>
      d
        .from(accounts)
        .where(condition("name eq 'x'" as Untyped))
        .all(),
    /takes an expression, such as parse/,
  ],
  [
    'no filter',
    (d) =>
      d
        .from(accounts)
        .where(condition(undefined as Untyped))
        .all(),
    /takes an expression, such as parse/,
  ],
  ['a path of this machine', (d) => d.request('GET', 'C:\\temp\\accounts.json'), /begins below the service root/],
  ['a path with a slash', (d) => d.request('GET', '/accounts?$top=3'), /without a slash/],
  ['no path', (d) => d.request('GET'), /takes a method and a path/],
  ['what comes back as a flag', (d) => d.create(accounts, row, { return: true }), /^return: takes 'row'/],
]

test.each(wrong)('%s', async (_, call, message) => {
  const { dynamics, sent } = clientWith()
  await expect(async () => call(dynamics)).rejects.toThrow(message)
  await expect(async () => call(dynamics)).rejects.toBeInstanceOf(TypeError)
  expect(sent).toEqual([])
})

const misspelt: readonly (readonly [name: string, call: (d: Untyped) => unknown])[] = [
  ['totalTimeOut', (d) => d.from(accounts).all({ totalTimeOut: 1000 })],
  ['aborted', (d) => d.from(accounts).first(new AbortController().signal)],
  ['slect', (d) => d.retrieve(accounts, ID, { slect: ['name'] })],
  ['select1', (d) => d.retrieve(accounts, ID, { expand: { primarycontactid: { select1: [] } } })],
  ['retrun', (d) => d.create(accounts, row, { retrun: 'row' })],
  ['ifmatch', (d) => d.update(accounts, ID, row, { ifmatch: '*' })],
  ['onlyCreate', (d) => d.upsert(accounts, ID, row, { onlyCreate: true })],
  ['etag', (d) => d.delete(accounts, ID, { etag: 'W/"1"' })],
  ['batchsize', (d) => d.bulk.create(accounts, [row], { batchsize: 10 })],
  ['continueOnErrors', (d) => d.batch(() => [], { continueOnErrors: true })],
  ['deltaToken', (d) => d.changes(accounts, { deltaToken: 'x' }).count()],
  ['solutionName', (d) => d.with({ solutionName: 'contoso' })],
  ['params', (d) => d.request('GET', 'accounts', { params: {} })],
  ['filename', (d) => d.files.upload(accounts, ID, 'entityimage', new Uint8Array(1), { filename: 'a.png' })],
]

test.each(misspelt)('%s is no option', async (name, call) => {
  const { dynamics, sent } = clientWith()
  await expect(async () => call(dynamics)).rejects.toThrow(new RegExp(`^${name}: is no option of .+; there are .+`))
  await expect(async () => call(dynamics)).rejects.toBeInstanceOf(TypeError)
  expect(sent).toEqual([])
})
