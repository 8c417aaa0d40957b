// Requests that nobody would send. FUZZ_RUNS (requests) and FUZZ_SEED make a longer run or the same one again:
// FUZZ_RUNS=200000 vitest run --project testing packages/testing/test/fuzz.test.ts
import { array, assert, asyncProperty } from 'fast-check'
import { expect, test } from 'vitest'
import { createFakeDynamics, type FakeDynamics } from '../src/index.ts'
import { type FuzzRequest, fuzzRequest, seedRows } from './fuzz-requests.ts'

const inTurn = 5
const runs = Number(process.env['FUZZ_RUNS'] ?? 1500)
const seed = process.env['FUZZ_SEED']

/** What answers are allowed to take, in milliseconds. */
const patience = 20_000

/** The request, where the platform lets one be made of it. */
function requestOf(
  fake: FakeDynamics,
  token: string,
  { method, path, headers, body }: FuzzRequest,
): Request | undefined {
  const address = /^https?:/.test(path) ? path : `${fake.url}/api/data/v9.2/${path}`
  try {
    if (new URL(address).origin !== fake.url) return undefined
    const carries = method !== 'GET' && method !== 'HEAD' && body !== undefined
    return new Request(address, {
      method,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json', ...headers },
      ...(carries ? { body } : {}),
    })
  } catch {
    return undefined
  }
}

/** What is wrong with an answer; undefined where it is one that a service gives. */
async function complaintAbout(answer: Promise<Response>): Promise<string | undefined> {
  const hang = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience).unref()
  })
  try {
    const response = await Promise.race([answer, hang])
    const text = await response.text()
    const { status } = response
    if (status >= 500 && status !== 501) return `${status} ${text}`
    const isBatch = response.headers.get('content-type')?.startsWith('multipart/mixed') === true
    if (status < 400 || text === '' || isBatch || isPage(text)) return undefined
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } }
    return typeof error?.code === 'string' && typeof error.message === 'string' ? undefined : `${status} ${text}`
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}

/** What the web server in front of the service says itself. */
const isPage = (text: string): boolean => text.startsWith('<!DOCTYPE HTML>')

test(
  'whatever is asked gets an answer that a service gives: no 500, no hang, no error that is no JSON',
  { timeout: Math.max(180_000, runs * 20) },
  async () => {
    const world = createFakeDynamics({ seed: seedRows })
    const { token } = await world.connection.credential.getToken()
    const statuses = new Map<number, number>()
    const check = asyncProperty(array(fuzzRequest, { minLength: 1, maxLength: inTurn }), async (requests) => {
      const fake = world.fork()
      for (const one of requests) {
        const request = requestOf(fake, token, one)
        if (!request) continue
        const complaint = await complaintAbout(
          fake.fetch(request).then((response) => {
            statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
            return response
          }),
        )
        if (complaint !== undefined) throw new Error(`${JSON.stringify(one)}\n${complaint}`)
      }
    })
    await assert(check, {
      numRuns: Math.ceil((runs * 2) / (inTurn + 1)),
      ...(seed === undefined ? {} : { seed: Number(seed) }),
    })
    if (process.env['FUZZ_RUNS'] !== undefined) console.log(Object.fromEntries(statuses))
    // Requests that are all refused would prove little.
    const done = [...statuses].filter(([status]) => status < 300).reduce((sum, [, count]) => sum + count, 0)
    expect(done).toBeGreaterThan(runs / 20)
  },
)
