import { expect, test } from 'vitest'
import { createClient } from './create-client.ts'

const url = 'https://contoso.crm.dynamics.com'

test.each([
  [undefined, /^createClient: give it an object/],
  ['https://contoso.crm.dynamics.com', /^createClient: give it an object/],
  [{}, /^url: is missing/],
  [{ url: undefined }, /^url: is missing/],
  [{ url, credential: 'abc8Q~secret' }, /^credential: is no credential/],
  [{ url, credential: null }, /^credential: is no credential/],
  [{ url, credentials: {} }, /^credentials: is no option of createClient; there are url, credential, /],
  [{ url, retires: 3 }, /^retires: is no option/],
  [{ url, retry: { limits: 3 } }, /^limits: is no option of retry; there are limit, maxDelay/],
  [{ url, retry: 3 }, /^retry: takes an object of limit, maxDelay/],
  [{ url, timeout: '30s' }, /^timeout: takes milliseconds/],
  [{ url, timeout: 0 }, /^timeout: takes milliseconds/],
  [{ url, timeout: Infinity }, /^timeout: takes milliseconds below 2 \*\* 31, or false for none/],
  [{ url, timeout: 2 ** 31 }, /^timeout: takes milliseconds/],
  [{ url, apiVersion: '9.2' }, /^apiVersion: takes v9.0, v9.1 or v9.2/],
  [{ url, fetch: 'https://proxy' }, /^fetch: takes a function/],
  [{ url, middleware: () => undefined }, /^middleware: takes an array/],
])('createClient(%j) is told what it lacks', (options, message) => {
  // What plain JavaScript can do.
  const create = (): unknown => createClient(options as never)
  expect(create).toThrow(TypeError)
  expect(create).toThrow(message)
  expect(create).not.toThrow(/abc8Q/)
})

test('a page that the environment serves needs no credential', () => {
  expect(createClient({ url }).url).toBe(url)
})
