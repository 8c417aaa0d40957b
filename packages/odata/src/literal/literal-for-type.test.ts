import { expect, test } from 'vitest'
import { literalForType, printLiteral } from '../index.ts'

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
  ['Edm.Stream', 'x'],
])('%s refuses %s', (type, value) => {
  expect(() => literalForType(type, value)).toThrowError(TypeError)
})
