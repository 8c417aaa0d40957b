import { describe, expect, test } from 'vitest'
import {
  binaryLiteral,
  booleanLiteral,
  dateLiteral,
  dateTimeOffsetLiteral,
  durationLiteral,
  enumLiteral,
  type Expression,
  guidLiteral,
  jsonLiteral,
  type Literal,
  nullLiteral,
  numberLiteral,
  printExpression,
  printLiteral,
  stringLiteral,
  timeOfDayLiteral,
} from '../index.ts'

const ID = '3f2504e0-4f89-11d3-9a0c-0305e82c3301'
const path = (...segments: string[]): Expression => ({ kind: 'path', segments })
const eq = (name: string, right: Expression): Expression => ({
  kind: 'comparison',
  operator: 'eq',
  left: path(name),
  right,
})
const and = (...operands: Expression[]): Expression => ({ kind: 'and', operands })
const or = (...operands: Expression[]): Expression => ({ kind: 'or', operands })
const a = eq('a', numberLiteral(1))
const b = eq('b', numberLiteral(2))

test.each<[string, ReturnType<typeof printLiteral>, string]>([
  ['doubles quotes', printLiteral(stringLiteral("O'Bryan's")), "'O''Bryan''s'"],
  ['keeps an empty text', printLiteral(stringLiteral('')), "''"],
  ['keeps every digit of a big integer', printLiteral(numberLiteral(9223372036854775807n)), '9223372036854775807'],
  ['keeps the zeros of a decimal text', printLiteral(numberLiteral('10.50')), '10.50'],
  ['has no negative zero', printLiteral(numberLiteral(-0)), '0'],
  ['writes a GUID bare', printLiteral(guidLiteral(ID)), ID],
  ['takes the day of a Date in UTC', printLiteral(dateLiteral(new Date('2024-04-05T23:59:59Z'))), '2024-04-05'],
  ['writes a Date in UTC', printLiteral(dateTimeOffsetLiteral(new Date(0))), '1970-01-01T00:00:00.000Z'],
  ['keeps an offset', printLiteral(dateTimeOffsetLiteral('2024-04-05T18:30:00+02:00')), '2024-04-05T18:30:00+02:00'],
  ['writes a time of day bare', printLiteral(timeOfDayLiteral('18:30:00')), '18:30:00'],
  ['names the type of a duration', printLiteral(durationLiteral('P1DT2H')), "duration'P1DT2H'"],
  ['names the type of binary data', printLiteral(binaryLiteral('T0RhdGE')), "binary'T0RhdGE'"],
  ['names the type of an enum', printLiteral(enumLiteral('N.T', 'Default')), "N.T'Default'"],
  ['writes null', printLiteral(nullLiteral), 'null'],
  ['writes a Boolean', printLiteral(booleanLiteral(false)), 'false'],
  ['writes JSON with double quotes', printLiteral(jsonLiteral(['1', { a: null }])), '["1",{"a":null}]'],
])('%s', (_, text, expected) => {
  expect(text).toBe(expected)
})

test.each<[string, Expression, string]>([
  ['or below and needs brackets', and(a, or(a, b)), 'a eq 1 and (a eq 1 or b eq 2)'],
  ['and below or needs none', or(a, and(a, b)), 'a eq 1 or a eq 1 and b eq 2'],
  ['a nested chain keeps its brackets', and(and(a, b), a), '(a eq 1 and b eq 2) and a eq 1'],
  ['not binds tighter than a comparison', { kind: 'not', operand: a }, 'not (a eq 1)'],
  [
    'not needs no brackets before a function',
    { kind: 'not', operand: { kind: 'call', name: 'contains', arguments: [path('name'), stringLiteral('x')] } },
    "not contains(name,'x')",
  ],
  ['a minus before a number is not part of it', { kind: 'negate', operand: numberLiteral(5) }, '-(5)'],
  [
    'subtraction to the right needs brackets',
    {
      kind: 'arithmetic',
      operator: 'sub',
      left: path('x'),
      right: { kind: 'arithmetic', operator: 'sub', left: path('y'), right: path('z') },
    },
    'x sub (y sub z)',
  ],
  [
    'a lambda holds its variable',
    {
      kind: 'lambda',
      operator: 'any',
      path: ['Account_Tasks'],
      variable: 't',
      predicate: { kind: 'comparison', operator: 'eq', left: path('t', 'statecode'), right: numberLiteral(0) },
    },
    'Account_Tasks/any(t:t/statecode eq 0)',
  ],
  ['any may be empty', { kind: 'lambda', operator: 'any', path: ['Account_Tasks'] }, 'Account_Tasks/any()'],
  [
    'a query function names its arguments',
    {
      kind: 'queryFunction',
      path: ['t'],
      name: 'Microsoft.Dynamics.CRM.LastXDays',
      arguments: [
        { name: 'PropertyName', value: stringLiteral('createdon') },
        { name: 'PropertyValue', value: numberLiteral(7) },
      ],
    },
    "t/Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=7)",
  ],
])('%s', (_, expression, expected) => {
  expect(printExpression(expression)).toBe(expected)
})

describe('what could be read as something else is refused', () => {
  test.each<[string, Expression]>([
    ['a name with syntax in it', path("name eq 'x' or 1")],
    ['an empty path', path()],
    ['a property called null', path('null')],
    ['a number with syntax in it', { kind: 'literal', type: 'number', value: '1 or 1 eq 1' }],
    ['a GUID that is none', { kind: 'literal', type: 'guid', value: "x'" }],
    ['a duration that is none', { kind: 'literal', type: 'duration', value: "P1D' or 'a' eq 'a" }],
    ['an enum without namespace', { kind: 'literal', type: 'enum', enumType: 'guid', value: 'x' }],
    ['a chain of one', { kind: 'and', operands: [a] }],
    ['all without predicate', { kind: 'lambda', operator: 'all', path: ['x'] }],
    ['a function called any', { kind: 'call', name: 'any', arguments: [] }],
    ['a function called not', { kind: 'call', name: 'not', arguments: [] }],
    ['a query function without namespace', { kind: 'queryFunction', path: [], name: 'In', arguments: [] }],
    ['JSON that is no array or object', { kind: 'json', value: 'x' }],
  ])('%s', (_, expression) => {
    expect(() => printExpression(expression)).toThrowError(TypeError)
  })

  test.each<[string, () => Literal]>([
    ['NaN', () => numberLiteral(Number.NaN)],
    ['infinity', () => numberLiteral(Number.POSITIVE_INFINITY)],
    ['a word for a number', () => numberLiteral('ten')],
    ['a GUID in braces', () => guidLiteral(`{${ID}}`)],
    ['an invalid Date', () => dateTimeOffsetLiteral(new Date('x'))],
    ['a date with a time', () => dateLiteral('2024-04-05T00:00:00Z')],
    ['nothing for a text', () => stringLiteral(undefined as unknown as string)],
    ['an enum without namespace', () => enumLiteral('T', 'x')],
  ])('when a literal is made: %s', (_, make) => {
    expect(make).toThrowError(TypeError)
  })
})
