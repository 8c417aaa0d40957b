import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createClient, debugLog } from '@dynamics-kit/client'
import type { RequestMessage, Telemetry } from '@dynamics-kit/client'
import { openTelemetry } from '@dynamics-kit/client/opentelemetry'
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failure, json, recordedFetch } from './recorded-fetch.ts'
import type { Answer } from './recorded-fetch.ts'

const WHO = { UserId: '1', BusinessUnitId: '2', OrganizationId: '3' }
const credential = { getToken: async () => ({ token: 'eyJsecret', expiresOnTimestamp: Date.now() + 3_600_000 }) }

function watched(telemetry: readonly Telemetry[], ...answers: readonly Answer[]) {
  const recorded = recordedFetch(...answers)
  const dynamics = createClient({ url: 'contoso.crm.dynamics.com', credential, fetch: recorded.fetch, telemetry })
  return { dynamics, ...recorded }
}

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
})
afterAll(() => {
  context.disable()
  propagation.disable()
})

function openTelemetrySdk() {
  const spans = new InMemorySpanExporter()
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] })
  return {
    spans: () => spans.getFinishedSpans(),
    tracer: tracerProvider.getTracer('test'),
    telemetry: openTelemetry({ tracerProvider, meterProvider }),
    async metrics() {
      await meterProvider.forceFlush()
      return exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
    },
  }
}

describe('OpenTelemetry', () => {
  test('has a span for each attempt, within the span around it, and sends its context', async () => {
    const { telemetry, spans, tracer } = openTelemetrySdk()
    const { dynamics, sent } = watched(
      [telemetry],
      failure(429, '0x80072322', 'x', { 'Retry-After': '0', REQ_ID: 'r1' }),
      json({ value: [] }),
    )
    const traceId = await tracer.startActiveSpan('job', async (job) => {
      await dynamics
        .from('accounts')
        .where((row) => row['name']!.eq('Secret Ltd'))
        .all()
      job.end()
      return job.spanContext().traceId
    })
    const [first, second] = spans().filter(({ kind }) => kind === SpanKind.CLIENT)
    const common = {
      'http.request.method': 'GET',
      'server.address': 'contoso.crm.dynamics.com',
      'server.port': 443,
      'url.full': 'https://contoso.crm.dynamics.com/api/data/v9.2/accounts?$filter',
      'url.template': 'accounts',
    }
    expect(first).toMatchObject({ name: 'GET accounts', status: { code: SpanStatusCode.ERROR } })
    expect(first!.attributes).toEqual({
      ...common,
      'http.response.status_code': 429,
      'error.type': '429',
      'dataverse.request_id': 'r1',
    })
    expect(second!.attributes).toEqual({ ...common, 'http.request.resend_count': 1, 'http.response.status_code': 200 })
    expect(sent.map(({ headers }) => headers['traceparent'])).toEqual(
      [first, second].map((span) => `00-${traceId}-${span!.spanContext().spanId}-01`),
    )
  })

  test('counts durations by what few values have', async () => {
    const { telemetry, metrics } = openTelemetrySdk()
    const { dynamics } = watched([telemetry], json({ name: 'Contoso' }))
    const id = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
    await dynamics.retrieve('accounts', id)
    await dynamics.retrieve('accounts', { accountnumber: 'Secret-1' })
    const [duration] = await metrics()
    expect(duration).toMatchObject({ descriptor: { name: 'http.client.request.duration', unit: 's' } })
    expect(duration!.dataPoints).toMatchObject([
      {
        attributes: {
          'http.request.method': 'GET',
          'server.address': 'contoso.crm.dynamics.com',
          'server.port': 443,
          'url.template': 'accounts({key})',
          'http.response.status_code': 200,
        },
        value: { count: 2 },
      },
    ])
  })

  test('tells a lost connection by its code', async () => {
    const { telemetry, spans } = openTelemetrySdk()
    const { dynamics } = watched([telemetry], new TypeError('fetch failed'))
    await expect(dynamics.create('accounts', { name: 'Secret Ltd' })).rejects.toMatchObject({ code: 'network' })
    expect(spans()).toMatchObject([{ attributes: { 'error.type': 'network' }, status: { code: SpanStatusCode.ERROR } }])
  })

  test('shows neither tokens nor values of rows', async () => {
    const { telemetry, spans, metrics } = openTelemetrySdk()
    const { dynamics } = watched([telemetry], failure(400, '0x80040203', 'Secret Ltd is wrong'))
    await dynamics.update('accounts', { accountnumber: 'Secret-1' }, { name: 'Secret Ltd' }).catch(() => undefined)
    const told = JSON.stringify([
      spans().map(({ name, attributes, events }) => ({ name, attributes, events })),
      await metrics(),
    ])
    expect(told).toContain('accounts')
    expect(told).not.toMatch(/secret/i)
  })

  test('without a registered provider does nothing', async () => {
    expect(trace.getActiveSpan()).toBeUndefined()
    const { dynamics, last } = watched([openTelemetry()], json(WHO))
    await dynamics.whoAmI()
    expect(last().headers).not.toHaveProperty('traceparent')
  })
})

describe('a debug log', () => {
  test('has a line for each attempt, without tokens and values of rows', async () => {
    const lines: string[] = []
    const { dynamics } = watched(
      [debugLog((line) => lines.push(line))],
      failure(429, '', 'x', { 'Retry-After': '0' }),
      json({ value: [] }, { headers: { REQ_ID: 'r1' } }),
    )
    await dynamics
      .from('accounts')
      .select('name')
      .where((row) => row['name']!.eq('Secret Ltd'))
      .all()
    expect(lines.map((line) => line.replace(/\d+ ms/, 'n ms'))).toEqual([
      'GET https://contoso.crm.dynamics.com/api/data/v9.2/accounts?$select&$filter 429 n ms retry after 0',
      'GET https://contoso.crm.dynamics.com/api/data/v9.2/accounts?$select&$filter 200 n ms resend 1 request r1',
    ])
  })

  test('shows values where it is asked to, and never tokens', async () => {
    const lines: string[] = []
    const { dynamics } = watched(
      [debugLog((line) => lines.push(line), { values: true })],
      new TypeError('fetch failed'),
      new Response(null, { status: 204 }),
    )
    await dynamics.delete('accounts', { accountnumber: 'A-1' }).catch(() => undefined)
    expect(lines[0]).toMatch(/^DELETE .*accounts\(accountnumber='A-1'\) network \d+ ms$/)
    expect(lines[1]).toMatch(/^DELETE .*accounts\(accountnumber='A-1'\) 204 \d+ ms resend 1$/)
  })
})

describe('a diagnostics channel', () => {
  test('is told of the start and the end of each attempt', async () => {
    const told: string[] = []
    const listen = (message: unknown, name: string | symbol) => {
      const { attempt, outcome } = message as RequestMessage
      told.push(`${String(name)} ${attempt.method} ${attempt.template} ${outcome?.status ?? ''}`.trim())
    }
    const names = ['dynamics-kit:request:start', 'dynamics-kit:request:end']
    for (const name of names) subscribe(name, listen)
    try {
      await watched([], json(WHO)).dynamics.whoAmI()
    } finally {
      for (const name of names) unsubscribe(name, listen)
    }
    expect(told).toEqual(['dynamics-kit:request:start GET WhoAmI()', 'dynamics-kit:request:end GET WhoAmI() 200'])
    expect(channel('dynamics-kit:request:start').hasSubscribers).toBe(false)
  })
})
