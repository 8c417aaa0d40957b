import { expect, test } from 'vitest'
import { asCurl, asTest } from './request-texts.ts'

const url = "https://localhost:8443/api/data/v9.2/accounts?$filter=name%20eq%20'Contoso'"

test('a request is copied for a shell without its quotes ending the address', () => {
  expect(asCurl({ time: 0, service: 'dynamics', method: 'GET', url, status: 200 })).toBe(
    String.raw`curl -H "Authorization: Bearer $TOKEN" 'https://localhost:8443/api/data/v9.2/accounts?$filter=name%20eq%20'\''Contoso'\'''`,
  )
})

test('a request is copied as a test that expects its status', () => {
  expect(asTest({ time: 0, service: 'dynamics', method: 'GET', url, status: 403 })).toContain(
    `await expect(dynamics.request('GET', "accounts?$filter=name eq 'Contoso'")).rejects.toMatchObject({ status: 403 })`,
  )
})

test('a body goes along', () => {
  const request = {
    time: 0,
    service: 'dynamics',
    method: 'POST',
    url: url.replace(/\?.*/, ''),
    status: 204,
    body: { name: "Contoso's" },
  }
  expect(asTest(request)).toContain(`await dynamics.request('POST', "accounts", { body: {"name":"Contoso's"} })`)
  expect(asCurl(request)).toContain(String.raw`--data '{"name":"Contoso'\''s"}'`)
})
