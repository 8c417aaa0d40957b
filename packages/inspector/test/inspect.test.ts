import { createFakeDynamics } from '@dynamics-kit/testing'
import { expect, test } from 'vitest'
import { inspect } from '../src/index.ts'

const fake = createFakeDynamics()
const inspector = inspect(fake)
const ask = (path: string, init?: RequestInit): Promise<Response> =>
  inspector(new Request(`${fake.url}/_inspector${path}`, init))

test('the page lets nothing in from elsewhere and nobody frame it', async () => {
  const { headers } = await ask('/')
  const policy = headers.get('content-security-policy')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
})

test('every file that the page names is there', async () => {
  const html = await (await ask('/')).text()
  const names = [...html.matchAll(/"(\/_inspector\/[^"]+)"/g)].map(([, name = '']) => name.slice('/_inspector'.length))
  expect(names.length).toBeGreaterThan(5)
  const answers = await Promise.all(names.map((name) => ask(name)))
  expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200))
})

test.each([
  '/page/../inspect.ts',
  '/page/%2e%2e/inspect.ts',
  '/page/main.ts.map',
  '/lib/typescript.js',
  '/lib/constructor.js',
  '/nothing',
])('%s is not served', async (path) => {
  expect((await ask(path)).status).toBe(404)
})

test('the address without a slash leads to the page', async () => {
  const { status, headers } = await ask('')
  expect([status, headers.get('location')]).toEqual([308, '/_inspector/'])
})

const post = (path: string, body: unknown): Promise<Response> =>
  ask(path, { method: 'POST', body: JSON.stringify(body) })

test('faults and limits that make no sense are refused, with what does', async () => {
  const refusals = [
    await post('/api/faults', { fail: 'Nothing' }),
    await post('/api/faults', { fail: 'UnExpected', on: 'create', table: 'account' }),
    await post('/api/faults/stop', { place: 0 }),
    await post('/api/limits', { requests: 0 }),
    await post('/api/limits', 'on'),
  ]
  expect(refusals.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400])
  const messages = await Promise.all(refusals.map(async (answer) => ((await answer.json()) as { error: string }).error))
  expect(messages[0]).toContain('There are AggregateQueryRecordLimitExceeded')
  expect(messages[1]).toContain('tables are named in the plural')
  expect(fake.faults).toEqual([])
  expect(fake.throttle.limits).toBe('off')
})

test('the clock goes forward, by sensible times only', async () => {
  const before = fake.clock.now()
  const advance = (value: unknown): Promise<Response> =>
    ask('/api/clock', { method: 'POST', body: JSON.stringify({ advance: value }) })
  expect((await advance(3_600_000)).status).toBe(200)
  expect(fake.clock.now() - before).toBeGreaterThanOrEqual(3_600_000)
  const refused = await Promise.all([-1, '1', 1e20, undefined].map(advance))
  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400])
})
