import { expect, test } from 'vitest'
import { isCrossSite } from '../src/doors/host-guard.ts'

const origin = 'https://localhost:8444'

const isRefused = (method: string, headers: Readonly<Record<string, string>>): boolean =>
  isCrossSite(new Request(`${origin}/_inspector/`, { method, headers }), origin)

const link = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

test.each<[string, string, Readonly<Record<string, string>>, boolean]>([
  ['a program that is no browser', 'GET', {}, false],
  ['the page itself', 'POST', { 'sec-fetch-site': 'same-origin', origin }, false],
  ['somebody who typed the address', 'GET', { ...link, 'sec-fetch-site': 'none' }, false],
  ['a link from the page of another environment', 'GET', link, false],
  ['a form of a page at another port', 'POST', { ...link, origin: 'https://localhost:8443' }, true],
  ['a frame of a page at another port', 'GET', { ...link, 'sec-fetch-dest': 'iframe' }, true],
  ['a script of a page at another port', 'GET', { ...link, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, true],
  ['a link from another site', 'GET', { ...link, 'sec-fetch-site': 'cross-site' }, true],
  ['a script of another site', 'POST', { origin: 'https://attacker.example' }, true],
])('pages that ask for others: %s', (_, method, headers, refused) => {
  expect(isRefused(method, headers)).toBe(refused)
})
