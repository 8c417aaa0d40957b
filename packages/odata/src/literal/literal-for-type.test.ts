import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Literal, literalForType, parseLiteral, printLiteral, valueForType } from '../index.ts'

const ID = '3f2504e0-4f89-11d3-9a0c-0305e82c3301'

test.each<[type: string, value: unknown, text: string]>([
  ['Edm.String', ID, `'${ID}'`],
  ['Edm.Guid', ID, ID],
  ['Edm.String', '2024-04-05', "'2024-04-05'"],
  ['Edm.Date', '2024-04-05', '2024-04-05'],
  ['Edm.DateTimeOffset', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['Edm.Int32', 10, '10'],
  ['Edm.Int64', 10n, '10'],
  ['Edm.Decimal', '10.50', '10.50'],
  ['Edm.Decimal', 1e-7, '0.0000001'],
  ['Edm.Decimal', -1.25e-10, '-0.000000000125'],
  ['Edm.Decimal', 1e21, '1000000000000000000000'],
  ['Edm.Decimal', -0, '0'],
  ['Edm.Double', 1e-7, '1e-7'],
  ['Edm.Boolean', true, 'true'],
  ['Edm.Duration', 'PT1S', "duration'PT1S'"],
  ['Edm.Guid', null, 'null'],
  ['Microsoft.Dynamics.CRM.OwnershipTypes', 'UserOwned', "Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned'"],
])('%s %s prints by its declared type', (type, value, text) => {
  expect(printLiteral(literalForType(type, value))).toBe(text)
})

test.each<[type: string, value: unknown]>([
  ['Edm.Guid', 'x'],
  ['Edm.Boolean', 'true'],
  ['Edm.String', 5],
  ['Edm.Int32', '5; drop'],
  ['Edm.Int32', undefined],
  ['Edm.Int32', 1.5],
  ['Edm.Int32', 2_147_483_648],
  ['Edm.Byte', -1],
  ['Edm.Int64', 2n ** 63n],
  ['Edm.Decimal', '1e3'],
  ['Edm.Decimal', 'NaN'],
  ['Edm.Double', Number.NaN],
  ['Edm.Stream', 'x'],
])('%s refuses %s', (type, value) => {
  expect(() => literalForType(type, value)).toThrowError(TypeError)
})

const integer = (bits: number): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n })
const day = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())

/** Values of each type as `valueForType` gives them. */
const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'Edm.String': fc.string({ unit: 'grapheme' }),
  'Edm.Guid': fc.uuid(),
  'Edm.Boolean': fc.boolean(),
  'Edm.Byte': fc.nat(255),
  'Edm.SByte': integer(8).map(Number),
  'Edm.Int16': integer(16).map(Number),
  'Edm.Int32': integer(32).map(Number),
  'Edm.Int64': integer(64),
  'Edm.Decimal': fc.tuple(integer(96), fc.stringMatching(/^(\.\d{1,28})?$/u)).map(([whole, rest]) => `${whole}${rest}`),
  'Edm.Double': fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  'Edm.Date': day.map((text) => text.slice(0, 10)),
  'Edm.DateTimeOffset': day,
  'Edm.TimeOfDay': day.map((text) => text.slice(11, -1)),
  'Edm.Duration': fc.tuple(fc.nat(), fc.nat(86_399)).map(([days, seconds]) => `P${days}DT${seconds}.5S`),
  'Edm.Binary': fc.base64String().map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  'Microsoft.Dynamics.CRM.AccessRights': fc.constantFrom('ReadAccess', 'ReadAccess,WriteAccess'),
}

test.each(Object.entries(values))('no digit or letter of %s is lost in a URL', (type, arbitrary) => {
  const property = fc.property(fc.option(arbitrary), (value) => {
    expect(valueForType(type, parseLiteral(printLiteral(literalForType(type, value))) as Literal)).toBe(value)
  })
  expect(fc.defaultReportMessage(fc.check(property))).toBeUndefined()
})

test.each<[type: string, text: string, value: unknown]>([
  ['Edm.DateTimeOffset', '2024-04-05', '2024-04-05T00:00:00Z'],
  ['Edm.DateTimeOffset', '2024-04-05T18:30:00', '2024-04-05T18:30:00Z'],
  ['Edm.DateTimeOffset', '2024-04-05T18:30:00+02:00', '2024-04-05T18:30:00+02:00'],
  ['Edm.Double', '-INF', Number.NEGATIVE_INFINITY],
  ['Edm.Double', '5', 5],
  ['Edm.Int64', '+5', 5n],
  ['Edm.Duration', "'P1D'", 'P1D'],
  ['Microsoft.Dynamics.CRM.AccessRights', "'ReadAccess'", 'ReadAccess'],
])('as %s %s is %s', (type, text, value) => {
  expect(valueForType(type, parseLiteral(text) as Literal)).toBe(value)
})

test.each<[type: string, text: string]>([
  ['Edm.Int32', "'5'"],
  ['Edm.Int32', '5.5'],
  ['Edm.Byte', '300'],
  ['Edm.Decimal', '1e3'],
  ['Edm.Guid', "'x'"],
  ['Edm.Date', '2024-04-05T18:30:00Z'],
  ['Edm.Duration', "'tomorrow'"],
  ['Edm.Stream', '1'],
  ['Microsoft.Dynamics.CRM.AccessRights', "Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned'"],
])('%s has no value %s', (type, text) => {
  expect(() => valueForType(type, parseLiteral(text) as Literal)).toThrowError(TypeError)
})
