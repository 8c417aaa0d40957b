import { expect, test } from 'vitest'
import { decodeToken, meaningOf } from './decoded-token.ts'

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

test('header and claims of a token are read, with or without Bearer', () => {
  const token = `${part({ alg: 'RS256' })}.${part({ aud: 'https://contoso.crm.dynamics.com', name: 'Zoë' })}.signature`
  const decoded = { header: { alg: 'RS256' }, claims: { aud: 'https://contoso.crm.dynamics.com', name: 'Zoë' } }
  expect(decodeToken(token)).toEqual(decoded)
  expect(decodeToken(`Bearer ${token}\n`)).toEqual(decoded)
})

test.each(['', 'secret', 'a.b', 'a.b.c.d', `${part('text')}.${part(1)}.c`, '!.!.!'])('%j is no token', (text) => {
  expect(decodeToken(text)).toBeUndefined()
})

test('times are shown as such', () => {
  expect(meaningOf('exp', 1_767_600_000)).toBe('valid until: 2026-01-05T08:00:00.000Z')
  expect(meaningOf('appidacr', '1')).toBe('app authentication: secret')
})
