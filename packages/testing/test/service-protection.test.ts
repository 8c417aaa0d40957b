import { expect, test } from 'vitest'
import { createFakeDynamics } from '../src/index.ts'
import type { ServiceProtectionLimits } from '../src/index.ts'

interface Asked {
  readonly status: number
  readonly headers: Headers
  readonly code: string | undefined
  readonly message: string | undefined
}

async function createCaller(serviceProtection?: ServiceProtectionLimits | 'off') {
  const fake = createFakeDynamics(serviceProtection === undefined ? {} : { serviceProtection })
  const ask = async (token: string, path = 'WhoAmI', init: RequestInit = {}): Promise<Asked> => {
    const answer = await fake.fetch(`${fake.url}/api/data/v9.2/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    })
    const text = await answer.text()
    const { error } = (text.startsWith('{') ? JSON.parse(text) : {}) as { error?: { code: string; message: string } }
    return { status: answer.status, headers: answer.headers, code: error?.code, message: error?.message }
  }
  const { token } = await fake.connection.credential.getToken()
  return { fake, token, ask, me: (path?: string) => ask(token, path) }
}

async function times(count: number, work: () => Promise<Asked>): Promise<Asked[]> {
  const answers: Asked[] = []
  // oxlint-disable-next-line no-await-in-loop -- one after another
  for (let index = 0; index < count; index++) answers.push(await work())
  return answers
}

const statuses = (answers: readonly Asked[]): number[] => answers.map(({ status }) => status)

test('is off unless somebody asks for it, and counts all the same', async () => {
  const { me } = await createCaller()
  const answers = await times(3, me)
  expect(answers.map(({ headers }) => headers.get('x-ms-ratelimit-burst-remaining-xrm-requests'))).toEqual([
    '5999',
    '5998',
    '5997',
  ])
  expect(answers[2]?.headers.get('x-ms-ratelimit-time-remaining-xrm-requests')).toBe('1199.97')
  expect(answers[2]?.headers.get('x-ms-dop-hint')).toBe('4')
})

test('refuses requests beyond the number of a window', async () => {
  const { me } = await createCaller({ requests: 3 })
  const answers = await times(4, me)
  expect(statuses(answers)).toEqual([200, 200, 200, 429])
  expect(answers[3]).toMatchObject({
    code: '0x80072322',
    message: 'Number of requests exceeded the limit of 3 over time window of 300 seconds.',
  })
  expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(290)
  expect(answers[3]?.headers.get('x-ms-ratelimit-burst-remaining-xrm-requests')).toBe('0')
})

test('lets go on after Retry-After, by the clock of the fake', async () => {
  const { fake, me } = await createCaller({ requests: 2, windowSeconds: 60 })
  const answers = await times(3, me)
  const wait = Number(answers[2]?.headers.get('retry-after'))
  fake.clock.advance((wait - 2) * 1000)
  const early = await me()
  expect(early.status).toBe(429)
  expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(2)
  fake.clock.advance(Number(early.headers.get('retry-after')) * 1000)
  expect((await me()).status).toBe(200)
})

test('makes those wait longer who do not wait', async () => {
  const { me } = await createCaller({ requests: 1, windowSeconds: 60 })
  const waits = (await times(5, me)).slice(1).map(({ headers }) => Number(headers.get('retry-after')))
  expect(waits.toSorted((left, right) => left - right)).toEqual(waits)
  expect(new Set(waits).size).toBe(4)
  expect(waits.at(-1)).toBeLessThanOrEqual(120)
})

test('refuses more execution time than there is', async () => {
  const { me } = await createCaller({ executionSeconds: 1, operationMilliseconds: 400 })
  const answers = await times(4, me)
  expect(statuses(answers)).toEqual([200, 200, 200, 429])
  expect(answers[3]).toMatchObject({
    code: '0x80072321',
    message: expect.stringContaining('exceeded limit of 1,000 milliseconds over time window of 300 seconds.'),
  })
})

test('refuses more requests at once than there may be', async () => {
  const { me } = await createCaller({ concurrent: 4 })
  const answers = await Promise.all(Array.from({ length: 10 }, () => me()))
  expect(statuses(answers).toSorted()).toEqual([200, 200, 200, 200, 429, 429, 429, 429, 429, 429])
  expect(answers.find(({ status }) => status === 429)).toMatchObject({
    code: '0x80072326',
    message: 'Number of concurrent requests exceeded the limit of 4.',
  })
})

test('counts each user apart', async () => {
  const { fake, ask, me } = await createCaller({ requests: 2 })
  const { token: other } = await fake.as(fake.addApp({ roles: ['System Administrator'] })).credential.getToken()
  expect(statuses(await times(3, me))).toEqual([200, 200, 429])
  expect(statuses(await times(3, () => ask(other)))).toEqual([200, 200, 429])
})

test('counts what a batch holds', async () => {
  const { ask, token, me } = await createCaller({ requests: 4 })
  const part = ['--b', 'Content-Type: application/http', '', 'GET /api/data/v9.2/WhoAmI HTTP/1.1', '', ''].join('\r\n')
  const answer = await ask(token, '$batch', {
    method: 'POST',
    headers: { 'content-type': 'multipart/mixed; boundary=b' },
    body: `${part}${part}${part}${part}--b--\r\n`,
  })
  expect(answer.status).toBe(200)
  expect((await me()).code).toBe('0x80072322')
})

test('is turned on, changed and off while the fake runs; a reset ends it', async () => {
  const { fake, me } = await createCaller()
  fake.throttle.limit({ requests: 1 })
  expect(statuses(await times(2, me))).toEqual([200, 429])
  fake.throttle.limit('off')
  expect((await me()).status).toBe(200)
  fake.throttle.limit({ requests: 1 })
  fake.reset()
  expect(statuses(await times(3, me))).toEqual([200, 200, 200])
})

test('shows what each user did, and until when they are refused', async () => {
  const { fake, me } = await createCaller({ requests: 2, windowSeconds: 60 })
  expect(fake.throttle.users).toEqual([])
  await times(3, me)
  const [user] = fake.throttle.users
  expect(fake.throttle.users).toHaveLength(1)
  expect(user).toMatchObject({ requests: 2, executionSeconds: 0.02, concurrent: 0 })
  expect(user?.refusedUntil).toBeGreaterThan(fake.clock.now())
  expect(fake.throttle.limits).toMatchObject({ requests: 2, executionSeconds: 1200, concurrent: 52, windowSeconds: 60 })
  fake.clock.advance(61_000)
  expect(fake.throttle.users).toEqual([{ objectId: user?.objectId, requests: 0, executionSeconds: 0, concurrent: 0 }])
  fake.throttle.limit('off')
  expect(fake.throttle.limits).toBe('off')
})

test('knows nobody of a request without a token, or with one that is none', async () => {
  const { fake, token } = await createCaller({ requests: 2 })
  const forged = token.replace(/\.[^.]*$/, '.AAAA')
  for (const headers of [{}, { authorization: `Bearer ${forged}` }]) {
    expect((await fake.fetch(`${fake.url}/api/data/v9.2/WhoAmI`, { headers })).status).toBe(401)
  }
  expect(fake.throttle.users).toEqual([])
})
