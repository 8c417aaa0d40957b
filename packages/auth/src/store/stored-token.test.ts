import { expect, test } from 'vitest'
import { parseStoredToken, printStoredToken } from './stored-token.ts'

const hour = 3_600_000
const storedOn = Date.UTC(2026, 0, 1)

test('reads what it wrote', () => {
  const plain = { token: 'a.b.c', expiresOn: storedOn + hour, storedOn }
  expect(parseStoredToken(printStoredToken(plain))).toStrictEqual(plain)
  const early = { ...plain, refreshOn: storedOn + hour / 2 }
  expect(parseStoredToken(printStoredToken(early))).toStrictEqual(early)
})

test.each([
  ['no JSON', 'a.b.c'],
  ['no object', '"a.b.c"'],
  ['null', 'null'],
  ['without a token', { expiresOn: storedOn + hour, storedOn }],
  ['with an empty token', { token: '', expiresOn: storedOn + hour, storedOn }],
  ['without times', { token: 'a.b.c' }],
  ['with a text for a time', { token: 'a.b.c', expiresOn: `${storedOn + hour}`, storedOn }],
  ['that had expired when it was stored', { token: 'a.b.c', expiresOn: storedOn, storedOn }],
  ['that lasts longer than any token', { token: 'a.b.c', expiresOn: storedOn + 100 * hour, storedOn }],
  ['with a broken time of renewal', { token: 'a.b.c', expiresOn: storedOn + hour, storedOn, refreshOn: 'soon' }],
])('refuses an entry %s', (_name, entry) => {
  expect(parseStoredToken(typeof entry === 'string' ? entry : JSON.stringify(entry))).toBeUndefined()
})
