import { expect, test } from 'vitest'
import {
  parseExpression,
  parseQueryOptions,
  printAnyExpression,
  printExpand,
  printQueryOptions,
  printReadOptions,
} from '../index.ts'

const PLAIN = [
  "name eq 'O''Bryan & Sons'",
  'revenue gt -1 and (name ne null or creditonhold eq true)',
  "not contains(name,'x')",
  'revenue add 1.5 le 2',
]

test.each(PLAIN)('prints the plain filter %s as it is printed whole', (text) => {
  const options = { select: ['name'], filter: parseExpression(text), top: 3 }
  expect(printReadOptions(options)).toBe(printQueryOptions(options))
})

const OTHERS = [
  'accountid eq 7eb682f1-ca75-e511-80d4-00155d2a68d1',
  "Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=@p)",
  "Account_Tasks/any(a:a/subject eq 'x')",
  "name in ('a','b')",
  '-revenue lt 1e3',
]

test.each(OTHERS)('prints the filter %s only with what prints it', (text) => {
  const options = { filter: parseExpression(text) }
  expect(() => printReadOptions(options)).toThrow(/is printed by printAnyExpression/)
  expect(printReadOptions(options, undefined, printAnyExpression)).toBe(printQueryOptions(options))
})

test('prints expands that were printed', () => {
  const text =
    '$select=name&$expand=primarycontactid($select=fullname),Account_Tasks($filter=statecode%20eq%200;$top=2)&$top=1'
  const { select, expand = [], top } = parseQueryOptions(text)
  expect(printReadOptions({ ...(select && { select }), ...(top && { top }) }, printExpand(expand))).toBe(text)
})
