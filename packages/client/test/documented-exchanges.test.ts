import { createClient, isDynamicsError } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'
import { differences } from './documented/differences.ts'
import { apiVersion, HOST, normalRequest, readExchanges } from './documented/exchange.ts'
import type { Exchange } from './documented/exchange.ts'
import { expressions, notExpressed } from './documented/expressions.ts'
import type { Expression } from './documented/expressions.ts'
import { recordedFetch } from './recorded-fetch.ts'

const exchanges = readExchanges()

if (exchanges === undefined) console.log('documented exchanges: skipped, ../shared/data is not beside the project')

describe.skipIf(exchanges === undefined)('documented exchanges (../shared/data)', () => {
  const all = [...(exchanges ?? new Map<number, Exchange>()).values()]
  const ofWebApi = all.filter((exchange) => apiVersion(exchange) !== undefined)

  test('are each said with this package, or the reason why not is known', () => {
    const said = Object.keys(expressions).map(Number)
    const others = Object.keys(notExpressed).map(Number)
    console.log(
      `documented exchanges: ${said.length} said, ${others.length} not:\n${Object.entries(notExpressed)
        .map(([id, reason]) => `  ${id}: ${reason}`)
        .join('\n')}`,
    )
    expect([...said, ...others].toSorted((one, other) => one - other)).toEqual(ofWebApi.map(({ id }) => id))
    expect(others.length).toBeLessThanOrEqual(5)
  })

  test.each(
    ofWebApi.filter(({ id }) => expressions[id] !== undefined).map((exchange) => [exchange.id, exchange] as const),
  )('number %i leaves as documented, and its answer is understood', async (id, exchange) => {
    const expression = expressions[id]!
    const { sent, outcome } = await say(exchange, expression)
    expect(normalRequest(sent)).toEqual(normalRequest(corrected(exchange, expression)))
    expect(isDynamicsError(outcome) ? outcome.code : undefined).toBe(expression.error)
    expect(readable(exchange) ? differences(outcome, exchange.response.body) : []).toEqual([])
  })

  test('say their answers in JSON for the most part', () => {
    expect(ofWebApi.filter(({ id }) => expressions[id] !== undefined).filter(readable).length).toBeGreaterThan(20)
  })
})

/** Runs an expression against the documented answers; what it throws is its outcome. */
async function say(exchange: Exchange, expression: Expression) {
  const { run, after = [], before } = expression
  const { body } = normalRequest(corrected(exchange, expression))
  const first = before === undefined ? [] : [() => Response.json(before(body as never, exchange.request.url))]
  const answers = [...first, ...[...after.map((id) => exchanges!.get(id)!), exchange].map(answerOf)]
  const recorded = recordedFetch(...answers)
  const dynamics = createClient({
    url: HOST,
    apiVersion: apiVersion(exchange),
    fetch: recorded.fetch,
    retry: { limit: 0 },
  })
  const outcome: unknown = await run(dynamics, body as never).catch((error: unknown) => {
    if (isDynamicsError(error)) return error
    throw error
  })
  const sent = recorded.sent[after.length + first.length]
  if (sent === undefined) throw outcome
  return { sent: { ...sent, url: recorded.raw[after.length + first.length] ?? '' }, outcome }
}

function corrected({ request }: Exchange, { corrections = [] }: Expression) {
  let text = JSON.stringify(request)
  for (const { from, to } of corrections) {
    if (!text.includes(from)) throw new Error(`Nothing to correct: ${from}`)
    text = text.replaceAll(from, to)
  }
  return JSON.parse(text) as Exchange['request']
}

/** The documented answer, ending where further pages would begin. Refusals keep their body even where it is cut short. */
function answerOf(exchange: Exchange): () => Response {
  const { status, headers, body } = exchange.response
  const text =
    readable(exchange) || status >= 400 ? body.replaceAll('. . .', '').replace(/,\s*\}/g, '}') : '{"value":[]}'
  const empty = status === 204
  return () =>
    new Response(empty ? null : text, {
      status,
      headers: { 'OData-Version': '4.0', 'Content-Type': 'application/json', ...headers },
    })
}

/** Many answers are cut short with dots. */
function readable({ response: { status, body } }: Exchange): boolean {
  if (status >= 300 || body.trim() === '') return false
  try {
    JSON.parse(body)
    return true
  } catch {
    return false
  }
}
