import { assert, constantFrom, property, string, stringMatching } from 'fast-check'
import { expect, test } from 'vitest'
import { parseConnectionString } from './connection-string.ts'

const quoted = (value: string, quote: '"' | "'") => quote + value.replaceAll(quote, quote + quote) + quote

test('reads back every value that was quoted', () => {
  assert(
    property(string({ unit: 'grapheme' }), constantFrom('"', "'"), (value, quote) => {
      const text = `Url=https://contoso.crm.dynamics.com;ClientSecret=${quoted(value, quote as '"' | "'")};AppId=x`
      expect(parseConnectionString(text)).toEqual({
        url: 'https://contoso.crm.dynamics.com',
        clientSecret: value,
        clientId: 'x',
      })
    }),
  )
})

test('reads a bare value as it stands, without the blanks around it', () => {
  assert(
    property(stringMatching(/^[^\s;"'][^;]*$/), (value) => {
      expect(parseConnectionString(` Secret = ${value} ; `)).toEqual({ clientSecret: value.trim() })
    }),
  )
})

test.each([
  ...['authtype', 'AUTHENTICATIONTYPE', 'Auth Type', 'AuthenticationType'].map((name) => [name, 'authType']),
  ...['Url', 'ServiceUri', 'Service Uri', 'Server'].map((name) => [name, 'url']),
  ...['ClientId', 'AppId', 'ApplicationId'].map((name) => [name, 'clientId']),
  ...['ClientSecret', 'Secret'].map((name) => [name, 'clientSecret']),
  ...['Thumbprint', 'CertThumbprint', 'CertificateThumbprint'].map((name) => [name, 'thumbprint']),
  ...['StoreName', 'CertificateStoreName'].map((name) => [name, 'storeName']),
] as [string, string][])('knows the key %j', (name, setting) => {
  expect(parseConnectionString(`${name}=value`)).toEqual({ [setting]: 'value' })
})

test.each([
  'UserName',
  'User Name',
  'UserId',
  'User Id',
  'Password',
  'Domain',
  'HomeRealmUri',
  'Home Realm Uri',
  'RequireNewInstance',
  'SkipDiscovery',
  'RedirectUri',
  'ReplyUrl',
  'TokenCacheStorePath',
  'LoginPrompt',
  'Integrated Security',
])('passes over the documented key %j, which means nothing here', (name) => {
  expect(parseConnectionString(`${name}=x`)).toEqual({})
})

// With a pattern that tries everything, each of these takes hours.
test.each([
  ['blanks before a value', `Secret=${' '.repeat(500_000)}x"`, 'clientSecret', 'x"'],
  ['quotes without an end', `Secret="${'""'.repeat(500_000)}`, 'clientSecret', `"${'""'.repeat(500_000)}`],
  ['many parts', `${'Domain=x;'.repeat(100_000)}Url=y`, 'url', 'y'],
] as const)('reads %s in no time', { timeout: 60_000 }, (_, text, name, value) => {
  expect(parseConnectionString(text)[name]).toBe(value)
})

test('refuses a name with many blanks behind it in no time', { timeout: 60_000 }, () => {
  expect(() => parseConnectionString(`a${' '.repeat(500_000)}`)).toThrow(/^connection string: part 1 is not/)
})
