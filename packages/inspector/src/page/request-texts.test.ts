import { expect, test } from 'vitest'
import { asCurl, asTest } from './request-texts.ts'

const url = "https://localhost:8443/api/data/v9.2/accounts?$filter=name%20eq%20'Contoso'"
const read = { time: 0, service: 'dynamics', method: 'GET', url, status: 200, headers: { accept: 'application/json' } }

test('a request is copied for a shell without its quotes ending the address', () => {
  expect(asCurl(read)).toBe(
    String.raw`curl -H "Authorization: Bearer $TOKEN" 'https://localhost:8443/api/data/v9.2/accounts?$filter=name%20eq%20'\''Contoso'\'''`,
  )
})

test('a request is copied as a test that expects its status', () => {
  expect(asTest({ ...read, status: 403 })).toContain(
    `await expect(dynamics.request('GET', "accounts?$filter=name eq 'Contoso'")).rejects.toMatchObject({ status: 403 })`,
  )
})

test('a body goes along, and the headers that say what it means', () => {
  const request = {
    ...read,
    method: 'PATCH',
    url: url.replace(/\?.*/, '(1)'),
    status: 412,
    headers: { 'content-type': 'application/json', 'if-match': 'W/"1"', 'user-agent': 'node' },
    body: { name: "Contoso's" },
  }
  expect(asTest(request)).toContain(
    `dynamics.request('PATCH', "accounts(1)", { headers: {"if-match":"W/\\"1\\""}, body: {"name":"Contoso's"} })`,
  )
  expect(asCurl(request)).toBe(
    String.raw`curl -X PATCH -H "Authorization: Bearer $TOKEN" -H 'content-type: application/json' -H 'if-match: W/"1"' --data-binary '{"name":"Contoso'\''s"}' 'https://localhost:8443/api/data/v9.2/accounts(1)'`,
  )
})
