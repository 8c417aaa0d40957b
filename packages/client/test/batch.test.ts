import { createClient } from '@dynamics-kit/client'
import { parseBatchRequest, printBatchResponse } from '@dynamics-kit/odata'
import type { BatchRequestItem, BatchResponse, BatchResponseItem } from '@dynamics-kit/odata'
import { describe, expect, test } from 'vitest'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'

const ROOT = 'https://contoso.crm.dynamics.com/api/data/v9.2/'
const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
const OTHER = '25a17064-1ae7-e611-80f4-e0071b661f01'

const created = (set: string, id: string, contentId?: string): BatchResponse => ({
  kind: 'response',
  status: 204,
  reason: 'No Content',
  headers: [['OData-EntityId', `${ROOT}${set}(${id})`]],
  body: '',
  ...(contentId !== undefined && { contentId }),
})
const done: BatchResponse = { kind: 'response', status: 204, reason: 'No Content', headers: [], body: '' }
const answered = (body: unknown): BatchResponse => ({
  kind: 'response',
  status: 200,
  reason: 'OK',
  headers: [['Content-Type', 'application/json; odata.metadata=minimal']],
  body: JSON.stringify(body),
})
const refused = (status: number, code: string, contentId?: string): BatchResponse => ({
  kind: 'response',
  status,
  reason: 'Bad Request',
  headers: [['Content-Type', 'application/json; odata.metadata=minimal']],
  body: JSON.stringify({ error: { code, message: 'No.' } }),
  ...(contentId !== undefined && { contentId }),
})

/** A service that answers each batch with the next list of parts, and keeps what was asked. */
function batchService(...answers: { readonly status?: number; readonly parts: readonly BatchResponseItem[] }[]) {
  const asked: { readonly request: Request; readonly items: BatchRequestItem[] }[] = []
  const dynamics = createClient({
    url: 'contoso.crm.dynamics.com',
    async fetch(request) {
      const type = request.headers.get('Content-Type') ?? ''
      asked.push({ request, items: parseBatchRequest(type, await request.text()) })
      const { status = 200, parts } = answers[asked.length - 1] ?? { parts: [] }
      return new Response(printBatchResponse(parts, 'batchresponse_1'), {
        status,
        headers: { 'Content-Type': 'multipart/mixed; boundary=batchresponse_1' },
      })
    },
  })
  return { dynamics, asked }
}

describe('a batch', () => {
  test('is one request with each operation as it would be sent alone', async () => {
    const { dynamics, asked } = batchService({
      parts: [created('accounts', ID), done, answered({ name: 'Contoso' }), answered({ value: 5 })],
    })
    const results = await dynamics.batch((b) => [
      b.create(accounts, { name: 'Contoso', primarycontactid: contacts.ref(OTHER) }),
      b.update(contacts, OTHER, { lastname: 'Campbell' }),
      b.retrieve(accounts, ID, { select: ['name'] }),
      b.getValue(accounts, ID, 'numberofemployees'),
    ])
    expect(results).toEqual([
      { status: 'succeeded', value: ID },
      { status: 'succeeded', value: undefined },
      { status: 'succeeded', value: { name: 'Contoso' } },
      { status: 'succeeded', value: 5 },
    ])
    const [{ request, items } = { request: undefined, items: [] }] = asked
    expect(request?.method).toBe('POST')
    expect(request?.url).toBe(`${ROOT}$batch`)
    expect(request?.headers.get('Prefer')).toBeNull()
    expect(items).toEqual([
      {
        kind: 'operation',
        method: 'POST',
        target: '/api/data/v9.2/accounts',
        headers: [
          ['Accept', 'application/json'],
          ['Content-Type', 'application/json'],
        ],
        body: JSON.stringify({ name: 'Contoso', 'primarycontactid@odata.bind': `/contacts(${OTHER})` }),
      },
      {
        kind: 'operation',
        method: 'PATCH',
        target: `/api/data/v9.2/contacts(${OTHER})`,
        headers: [
          ['Accept', 'application/json'],
          ['Content-Type', 'application/json'],
          ['If-Match', '*'],
        ],
        body: '{"lastname":"Campbell"}',
      },
      {
        kind: 'operation',
        method: 'GET',
        target: `/api/data/v9.2/accounts(${ID})?$select=name`,
        headers: [['Accept', 'application/json']],
        body: '',
      },
      {
        kind: 'operation',
        method: 'GET',
        target: `/api/data/v9.2/accounts(${ID})/numberofemployees`,
        headers: [['Accept', 'application/json']],
        body: '',
      },
    ])
  })

  test('that stops tells what failed and what was never begun', async () => {
    const { dynamics } = batchService({ status: 400, parts: [done, refused(404, '0x80040217')] })
    const [first, second, third] = await dynamics.batch((b) => [
      b.update(accounts, ID, { name: 'A' }),
      b.delete(accounts, OTHER),
      b.delete(contacts, OTHER),
    ])
    expect(first).toEqual({ status: 'succeeded', value: undefined })
    expect(second).toMatchObject({
      status: 'failed',
      error: { name: 'NotFoundError', code: 'not-found', method: 'DELETE', path: `accounts(${OTHER})` },
    })
    expect(third).toEqual({ status: 'skipped' })
  })

  test('goes on when asked to', async () => {
    const { dynamics, asked } = batchService({ parts: [refused(404, '0x80040217'), done] })
    const results = await dynamics.batch((b) => [b.delete(accounts, ID), b.delete(accounts, OTHER)], {
      continueOnError: true,
    })
    expect(asked[0]?.request.headers.get('Prefer')).toBe('odata.continue-on-error')
    expect(results.map(({ status }) => status)).toEqual(['failed', 'succeeded'])
  })

  test('carries the settings of its client on each operation', async () => {
    const { dynamics, asked } = batchService({ parts: [done] })
    await dynamics
      .as({ objectId: OTHER })
      .with({ bypassBusinessLogic: ['CustomSync'] })
      .batch((b) => [b.delete(accounts, ID)])
    expect(asked[0]?.request.headers.get('CallerObjectId')).toBeNull()
    expect(asked[0]?.items[0]).toMatchObject({
      headers: [
        ['Accept', 'application/json'],
        ['CallerObjectId', OTHER],
        ['MSCRM.BypassBusinessLogicExecution', 'CustomSync'],
      ],
    })
  })

  test('of more than 1,000 operations is sent in several', async () => {
    const parts = Array.from({ length: 1000 }, () => done)
    const { dynamics, asked } = batchService(
      { parts },
      { parts: [...parts.slice(0, 499), refused(400, '0x80040265')] },
      { parts: [done] },
    )
    const results = await dynamics.batch((b) => Array.from({ length: 2001 }, () => b.delete(accounts, ID)))
    expect(asked.map(({ items }) => items.length)).toEqual([1000, 1000])
    expect(results.filter(({ status }) => status === 'succeeded')).toHaveLength(1499)
    expect(results[1499]?.status).toBe('failed')
    expect(results.filter(({ status }) => status === 'skipped')).toHaveLength(501)
  })

  test('without items sends nothing', async () => {
    const { dynamics, asked } = batchService()
    expect(await dynamics.batch(() => [])).toEqual([])
    expect(asked).toEqual([])
  })

  test('that is refused as a whole rejects', async () => {
    const dynamics = createClient({
      url: 'contoso.crm.dynamics.com',
      fetch: () =>
        Promise.resolve(
          Response.json(
            { error: { code: '0x80060888', message: 'Too many.' } },
            { status: 400, headers: { 'OData-Version': '4.0' } },
          ),
        ),
    })
    await expect(dynamics.batch((b) => [b.delete(accounts, ID)])).rejects.toMatchObject({ status: 400, path: '$batch' })
  })

  test('takes only what its argument gave', async () => {
    const { dynamics, asked } = batchService()
    await expect(dynamics.batch(() => [{ name: 'x' } as never])).rejects.toThrow(
      /must return an array of what its argument gave/,
    )
    expect(asked).toEqual([])
  })
})

describe('a change set', () => {
  test('is one item whose later operations refer to earlier ones', async () => {
    const { dynamics, asked } = batchService({
      parts: [
        {
          kind: 'changeSet',
          responses: [created('accounts', ID, '1'), created('contacts', OTHER, '2'), { ...done, contentId: '3' }],
        },
        done,
      ],
    })
    const [both, last] = await dynamics.batch((b) => [
      b.changeSet((c) => {
        const account = c.create(accounts, { name: 'Parent' })
        const contact = c.create(contacts, { lastname: 'Child', parentcustomerid: account.reference })
        return [account, contact, c.associate(accounts, account.reference, 'primarycontactid', contact.reference)]
      }),
      b.delete(accounts, OTHER),
    ])
    expect(both).toEqual({ status: 'succeeded', value: [ID, OTHER, undefined] })
    expect(last.status).toBe('succeeded')
    expect(asked[0]?.items[0]).toMatchObject({
      kind: 'changeSet',
      operations: [
        { contentId: '1', target: '/api/data/v9.2/accounts', body: '{"name":"Parent"}' },
        { contentId: '2', body: '{"lastname":"Child","parentcustomerid_account@odata.bind":"$1"}' },
        { contentId: '3', method: 'PUT', target: '$1/primarycontactid/$ref', body: '{"@odata.id":"$2"}' },
      ],
    })
  })

  test.each([
    ['within its change set', { kind: 'changeSet', responses: [refused(400, '0x80044331', '2')] } as const],
    ['in place of its change set', refused(400, '0x80044331', '2')],
  ])('that fails is one error, found %s', async (_, answer) => {
    const { dynamics } = batchService({ status: 400, parts: [answer] })
    const [result] = await dynamics.batch((b) => [
      b.changeSet((c) => [c.create(accounts, { name: 'A' }), c.update(contacts, OTHER, { lastname: 'B' })]),
    ])
    expect(result).toMatchObject({
      status: 'failed',
      error: { code: 'validation', method: 'PATCH', path: `contacts(${OTHER})` },
    })
  })

  test('stays whole when a batch is split', async () => {
    const parts: BatchResponseItem[] = Array.from({ length: 600 }, () => done)
    const changeSet: BatchResponseItem = {
      kind: 'changeSet',
      responses: Array.from({ length: 600 }, (_, index) => ({ ...done, contentId: String(index + 1) })),
    }
    const { dynamics, asked } = batchService({ parts }, { parts: [changeSet] })
    await dynamics.batch((b) => [
      ...Array.from({ length: 600 }, () => b.delete(accounts, ID)),
      b.changeSet((c) => Array.from({ length: 600 }, () => c.delete(accounts, ID))),
    ])
    expect(asked.map(({ items }) => items.length)).toEqual([600, 1])
  })

  test('refuses what could not work before anything is sent', async () => {
    const { dynamics, asked } = batchService()
    await expect(
      dynamics.batch((b) => [b.changeSet((c) => Array.from({ length: 1001 }, () => c.delete(accounts, ID)))]),
    ).rejects.toThrowError(new RangeError('A change set has at most 1000 operations; this one has 1001.'))
    await expect(dynamics.batch((b) => [b.changeSet(() => [b.delete(accounts, ID)])])).rejects.toThrow(
      /the operations that its own argument gave/,
    )
    await expect(dynamics.batch((b) => [b.changeSet((c) => [c.request('GET', 'accounts')])])).rejects.toThrowError(
      new TypeError('A change set has no reads.'),
    )
    await expect(
      dynamics.batch((b) => [
        b.changeSet((c) => {
          const account = c.create(accounts, { name: 'A' })
          return [c.create(contacts, { lastname: 'B', parentcustomerid: account.reference }), account]
        }),
      ]),
    ).rejects.toThrow('Reference $1 stands for a row that no earlier operation of its change set creates.')
    expect(asked).toEqual([])
  })
})
