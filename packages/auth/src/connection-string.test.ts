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

test('takes no time over a text made to take time', () => {
  const started = performance.now()
  for (const text of [`a${' '.repeat(20_000)}`, `Secret=${' '.repeat(20_000)}x"`, `Secret="${'""'.repeat(20_000)}`]) {
    try {
      parseConnectionString(text)
    } catch {
      // Refusing is as good as reading.
    }
  }
  expect(performance.now() - started).toBeLessThan(1000)
})
