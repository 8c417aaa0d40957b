import { guid } from '@dynamics-kit/client'
import { openTelemetry } from '@dynamics-kit/client/opentelemetry'
import { propagation } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { describe, expect, test } from 'vitest'
import { httpWorld } from './http-world.ts'

const ACCOUNT = 'a0000000-0000-4000-8000-000000000001'
const seed = { accounts: [{ accountid: ACCOUNT, name: 'Contoso' }] }

describe('over HTTP, the rest of what the client can', () => {
  test('an elastic row is named with its partition, and read with the session of its last write', async () => {
    await using world = await httpWorld()
    const partitionid = 'Device-ABC-1234'
    const id = await world.dynamics.create('contoso_sensordatas', { contoso_value: 79, partitionid })
    expect(world.last()).toMatchObject({ path: 'contoso_sensordatas', body: { contoso_value: 79, partitionid } })
    const key = { contoso_sensordataid: guid(id), partitionid }
    await world.dynamics.update('contoso_sensordatas', key, { contoso_value: 80 })
    const path = `contoso_sensordatas(contoso_sensordataid=${id},partitionid='${partitionid}')`
    expect(world.last()).toMatchObject({ method: 'PATCH', path, headers: { 'if-match': '*' } })
    expect(await world.dynamics.retrieve('contoso_sensordatas', key, { select: ['contoso_value'] })).toMatchObject({
      contoso_value: 80,
    })
    expect(world.last()).toEqual({
      method: 'GET',
      path: `${path}?$select=contoso_value`,
      headers: { 'mscrm.sessiontoken': expect.stringMatching(/./) },
      body: undefined,
    })
  })

  test('a Custom API in the background is begun, asked for, and cancelled', async () => {
    const double = {
      uniqueName: 'new_Double',
      parameters: { Number: 'Integer' },
      response: { Twice: 'Integer' },
      run: ({ parameters }: { parameters: Readonly<Record<string, unknown>> }) => ({
        Twice: Number(parameters['Number']) * 2,
      }),
    } as const
    await using world = await httpWorld({}, {}, { customApis: [double] })
    const running = await world.dynamics.callInBackground({ name: 'new_Double', kind: 'action' }, { Number: 4 })
    expect(world.last()).toEqual({
      method: 'POST',
      path: 'new_Double',
      headers: { 'content-type': 'application/json', prefer: 'respond-async' },
      body: { Number: 4 },
    })
    expect(await running.result()).toEqual({ Twice: 8 })
    const monitor = { path: `backgroundoperation/${running.id}`, headers: {}, body: undefined }
    expect(world.last()).toEqual({ method: 'GET', ...monitor })
    await running.cancel()
    expect(world.last()).toEqual({ method: 'DELETE', ...monitor })
  })

  test('an image comes in full, or as its thumbnail', async () => {
    await using world = await httpWorld(seed)
    const png = Uint8Array.from(atob(PIXEL), (character) => character.charCodeAt(0))
    await world.dynamics.files.upload('accounts', ACCOUNT, 'entityimage', png, { fileName: 'logo.png' })
    const path = `accounts(${ACCOUNT})/entityimage`
    expect(world.last()).toMatchObject({ method: 'PATCH', path, headers: { 'x-ms-file-name': 'logo.png' } })
    const thumbnail = await world.dynamics.files.download('accounts', ACCOUNT, 'entityimage', { image: 'thumbnail' })
    expect(await thumbnail?.bytes()).toEqual(png)
    expect(world.last()).toEqual({ method: 'GET', path: `${path}/$value`, headers: {}, body: undefined })
    await world.dynamics.files.download('accounts', ACCOUNT, 'entityimage', { image: 'full' })
    expect(world.last().path).toBe(`${path}/$value?size=full`)
  })

  // Each request has its body at hand, so that it can be sent again: a stream goes in blocks, and no request as `chunked`.
  test('a stream goes up in blocks, each of a known length', async () => {
    await using world = await httpWorld(seed)
    await world.dynamics.metadata.createColumn('account', { schemaName: 'new_Film', type: 'file', label: 'Film' })
    const block = 4 * 1024 * 1024
    const size = block + 1024 * 1024
    async function* film() {
      for (let part = 0; part < 5; part++) yield new Uint8Array(1024 * 1024)
    }
    await world.dynamics.files.upload('accounts', ACCOUNT, 'new_film', film(), { fileName: 'a.bin', size })
    const [begin, ...blocks] = world.fake.requests.filter(({ method }) => method === 'PATCH')
    expect(begin).toMatchObject({
      url: expect.stringMatching(/\/new_film\?x-ms-file-name=a\.bin$/),
      headers: { 'x-ms-transfer-mode': 'chunked', 'content-length': '0' },
    })
    expect(blocks.map(({ headers }) => [headers['content-range'], headers['content-length']])).toEqual([
      [`bytes 0-${block - 1}/${size}`, String(block)],
      [`bytes ${block}-${size - 1}/${size}`, String(size - block)],
    ])
    expect(blocks.filter(({ headers }) => headers['transfer-encoding'] !== undefined)).toEqual([])
    expect(world.last()).toMatchObject({ method: 'PATCH', headers: { 'x-ms-file-name': 'a.bin' } })
  })

  test('the context of a span is sent with its request', async () => {
    const spans = new InMemorySpanExporter()
    const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })
    propagation.setGlobalPropagator(new W3CTraceContextPropagator())
    try {
      await using world = await httpWorld(seed, { telemetry: [openTelemetry({ tracerProvider })] })
      await world.dynamics.retrieve('accounts', ACCOUNT, { select: ['name'] })
      const [span] = spans.getFinishedSpans()
      const { traceId, spanId } = span!.spanContext()
      expect(world.last()).toMatchObject({
        path: `accounts(${ACCOUNT})?$select=name`,
        headers: { traceparent: `00-${traceId}-${spanId}-01` },
      })
      expect(world.fake.requests.at(-1)?.headers['traceparent']).toContain(traceId)
    } finally {
      propagation.disable()
    }
  })

  test('a token of changes that has expired begins anew when that is wanted', async () => {
    await using world = await httpWorld(seed)
    const first = world.dynamics.changes('accounts', { select: ['name'] })
    for await (const { kind } of first) expect(kind).toBe('changed')
    world.fake.clock.advance(8 * 24 * 3_600_000)
    const before = world.sent.length
    const kinds: string[] = []
    const again = world.dynamics.changes('accounts', { select: ['name'], token: first.token, resync: 'full' })
    for await (const { kind } of again) kinds.push(kind)
    expect(kinds).toEqual(['resync', 'changed'])
    // The access token has expired as well, and is replaced once it is refused.
    const delta = [expect.stringContaining('$deltatoken='), undefined]
    expect(world.sent.slice(before).map(({ path, headers }) => [path, headers['prefer']])).toEqual([
      delta,
      delta,
      ['accounts?$select=name', 'odata.track-changes'],
    ])
  })
})

describe('over HTTP, what is called by name', () => {
  test('an action on a row, at once and in the background, found again by its id', async () => {
    const rename = {
      uniqueName: 'new_Rename',
      boundTo: 'account',
      parameters: { Name: 'String' },
      response: { Was: 'String' },
      run: ({ parameters }: { parameters: Readonly<Record<string, unknown>> }) => ({ Was: parameters['Name'] }),
    } as const
    await using world = await httpWorld(seed, {}, { customApis: [rename] })
    const row = { entitySet: 'accounts', id: ACCOUNT }
    const operation = { name: 'new_Rename', kind: 'action' } as const
    expect(await world.dynamics.callOn(row, operation, { Name: 'x' })).toMatchObject({ Was: 'x' })
    const left = { method: 'POST', path: `accounts(${ACCOUNT})/Microsoft.Dynamics.CRM.new_Rename`, body: { Name: 'x' } }
    expect(world.last()).toEqual({ ...left, headers: { 'content-type': 'application/json' } })
    const { id } = await world.dynamics.callOnInBackground(row, operation, { Name: 'x' })
    expect(world.last()).toEqual({
      ...left,
      headers: { 'content-type': 'application/json', prefer: 'respond-async' },
    })
    const again = world.dynamics.backgroundOperation(id)
    expect(await again.result()).toMatchObject({ Was: 'x' })
    expect(await again.status()).toBe('succeeded')
    expect(world.last()).toEqual({ method: 'GET', path: `backgroundoperation/${id}`, headers: {}, body: undefined })
  })

  test('the requests that queries show are those that leave when they are read', async () => {
    await using world = await httpWorld(seed)
    const rows = world.dynamics.from('accounts').select('name')
    const queries = [
      rows.where((row) => row['name']!.eq('Contoso')).orderBy('name'),
      rows.where((row) => row['name']!.in(['Contoso'])),
      rows.expand('primarycontactid', (contact) => contact.select('fullname')),
      world.dynamics.from('accounts').groupBy('name'),
      world.dynamics.fromRelated('accounts', ACCOUNT, 'Account_Tasks').select('subject'),
      world.dynamics.fetchXml('accounts', '<fetch><entity name="account"><attribute name="name"/></entity></fetch>'),
    ]
    for (const query of queries) {
      const { method, url } = await query.toRequest()
      expect(world.sent).toEqual([])
      await query.all()
      const path = decodeURIComponent(url.replace(/^.*\/api\/data\/v9\.2\//, ''))
      expect(world.sent.splice(0)).toMatchObject([{ method, path }])
    }
  })

  test('any request', async () => {
    await using world = await httpWorld(seed)
    const { status, body } = await world.dynamics.request('GET', 'accounts/$count')
    expect([status, body]).toEqual([200, '1'])
    expect(world.last()).toEqual({ method: 'GET', path: 'accounts/$count', headers: {}, body: undefined })
  })

  test('suggestions of a search, and what completes it', async () => {
    await using world = await httpWorld(seed)
    const [suggestion] = await world.dynamics.search.suggest('Cont')
    expect(suggestion?.row).toMatchObject({ name: 'Contoso' })
    expect(world.last()).toMatchObject({ method: 'POST', path: 'searchsuggest', body: { search: 'Cont' } })
    expect(await world.dynamics.search.autocomplete('Cont')).toContain('ontoso')
    expect(world.last()).toMatchObject({ method: 'POST', path: 'searchautocomplete', body: { search: 'Cont' } })
  })

  test('a view that a user has saved', async () => {
    const userqueryid = 'b0000000-0000-4000-8000-000000000001'
    const fetchxml = '<fetch><entity name="account"><attribute name="name"/></entity></fetch>'
    await using world = await httpWorld({
      ...seed,
      userqueries: [{ userqueryid, name: 'Mine', querytype: 0, returnedtypecode: 'account', fetchxml }],
    })
    expect(await world.dynamics.userQuery('accounts', userqueryid).all()).toMatchObject([{ name: 'Contoso' }])
    expect(world.last().path).toBe(`accounts?userQuery=${userqueryid}`)
  })
})

/** One transparent pixel, as a PNG. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
