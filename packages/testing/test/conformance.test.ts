import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cases } from '../conformance/cases/index.ts'
import { type OpenDoor, openHttps, openInProcess, openMsw } from '../conformance/doors.ts'
import { runCase } from '../conformance/run-case.ts'

test('every case has an id of its own, and is plain data', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
  expect(JSON.parse(JSON.stringify(cases))).toEqual(cases)
})

test('a case that does not hold is told', async () => {
  const open = await openInProcess()
  const request = { method: 'GET', path: 'WhoAmI' }
  const wrong = { id: 'x', area: 'x', request, expect: { status: 200, json: { UserId: 'nobody' } } }
  expect(await runCase(open.door, wrong)).toMatch(/^\/UserId: expected "nobody"/)
  expect(await runCase(open.door, { ...wrong, expect: { status: 404 } })).toMatch(/^status 200, expected 404/)
  expect(await runCase(open.door, { ...wrong, rows: [{ set: 'accounts', body: { nope: 1 } }] })).toMatch(/^setup 0/)
})

test('rows of a case can be cleaned up after it', async () => {
  const open = await openInProcess()
  const count = async () => (await open.door.send('GET', `${open.door.root}/accounts/$count`, {}, undefined)).text
  for (const one of cases.filter(({ id }) => id.startsWith('fetchxml-link'))) {
    // oxlint-disable-next-line no-await-in-loop -- one after another
    expect(await runCase(open.door, one, { cleanUp: true })).toBeUndefined()
  }
  expect(await count()).toBe('0')
})

describe.each<[string, () => Promise<OpenDoor>]>([
  ['in process', openInProcess],
  ['through msw', openMsw],
  ['over HTTPS', openHttps],
])('%s', (_, openDoor) => {
  let open: OpenDoor
  beforeAll(async () => {
    open = await openDoor()
  })
  afterAll(() => open.close())

  test.each(cases.map((one) => [one.id, one.fact, one] as const))('%s: %s', async (_id, _fact, one) => {
    open.reset(one)
    expect(await runCase(open.door, one)).toBeUndefined()
  })
})
