import { isGenerateError, tableOf } from '@dynamics-kit/typegen'
import { expect, test } from 'vitest'
import { schema } from './golden/schema.ts'
import { smallModel } from './small-model.ts'

test.each(['account', 'activitypointer', 'contact', 'task'])('%s is known as its generated code knows it', (name) => {
  const generated = schema.table(name as never) as ReturnType<typeof tableOf>['table']
  const { table } = tableOf(smallModel, name)
  const facts = ({ entitySet, key, alternateKeys, columns }: typeof table) => ({
    entitySet,
    key,
    alternateKeys,
    columns,
  })
  expect(facts(table)).toEqual(facts(generated))
})

test('is found by its entity set, with what forms call its columns and when they are written', () => {
  const { table, columns } = tableOf(smallModel, 'accounts')
  expect(table.logicalName).toBe('account')
  const [key, ...others] = columns
  expect(key).toMatchObject({ name: 'accountid', isWrittenOnUpdate: false })
  const written = Object.fromEntries(others.map((one) => [one.name, [one.isWrittenOnCreate, one.isWrittenOnUpdate]]))
  expect(written).toMatchObject({
    name: [true, true],
    createdon: [false, false],
    overriddencreatedon: [true, false],
    new_contract: [false, false],
    primarycontactid: [true, true],
  })
  expect(others.find(({ name }) => name === 'name')?.displayName).toBe('Account Name')
  expect(tableOf(smallModel, 'account', 1031).columns.find(({ name }) => name === 'name')?.displayName).toBe(
    'Firmenname',
  )
})

test.each(['acount', '*', 'acc*'])('there is none called %s', (name) => {
  expect(() => tableOf(smallModel, name)).toThrowError(expect.toSatisfy(isGenerateError))
})
