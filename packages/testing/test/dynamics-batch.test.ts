import {
  type BatchOperation,
  type BatchRequestItem,
  type BatchResponse,
  type BatchResponseItem,
  batchContentType,
  parseBatchResponse,
  printBatchRequest,
} from '@dynamics-kit/odata'
import { beforeEach, describe, expect, test } from 'vitest'
import { createHarness, type Harness, type Reply, root } from './dynamics-harness.ts'

const id = (digit: number): string => `aaaaaaaa-0000-4000-8000-00000000000${digit}`
const tooLong = 'x'.repeat(201)

let harness: Harness
beforeEach(async () => {
  harness = await createHarness()
})

type Part = Partial<BatchOperation> & Pick<BatchOperation, 'method' | 'target'>

const operation = ({ method, target, ...rest }: Part, json?: object): BatchOperation => ({
  kind: 'operation',
  method,
  target: target.startsWith('$') ? target : `/api/data/v9.2/${target}`,
  headers: json ? [['Content-Type', 'application/json']] : [],
  body: json ? JSON.stringify(json) : '',
  ...rest,
})
const post = (target: string, json: object, rest: Partial<BatchOperation> = {}): BatchOperation =>
  operation({ method: 'POST', target, ...rest }, json)
const get = (target: string): BatchOperation => operation({ method: 'GET', target })
const changeSet = (...operations: BatchOperation[]): BatchRequestItem => ({
  kind: 'changeSet',
  operations: operations.map((one, index) => Object.assign({}, one, { contentId: one.contentId ?? String(index + 1) })),
})

interface BatchReply extends Reply {
  readonly items: readonly BatchResponseItem[]
}

async function send(items: readonly BatchRequestItem[], headers: Record<string, string> = {}): Promise<BatchReply> {
  const reply = await harness.send('POST', '$batch', {
    headers: { 'content-type': batchContentType('batch_1'), ...headers },
    body: printBatchRequest(items, 'batch_1'),
  })
  const contentType = reply.headers.get('content-type') ?? ''
  return { ...reply, items: contentType.startsWith('multipart') ? parseBatchResponse(contentType, reply.text) : [] }
}

const partsOf = (items: readonly BatchResponseItem[]): readonly BatchResponse[] =>
  items.flatMap((item) => (item.kind === 'changeSet' ? item.responses : [item]))
const statuses = ({ items }: BatchReply): readonly number[] => partsOf(items).map(({ status }) => status)
const headerOf = (part: BatchResponse | undefined, name: string): string | undefined =>
  part?.headers.find(([candidate]) => candidate.toLowerCase() === name)?.[1]
const jsonOf = (part: BatchResponse | undefined) => JSON.parse(part?.body ?? 'null')

const subjects = async (): Promise<unknown[]> => {
  const { json } = await harness.send('GET', 'tasks?$select=subject&$orderby=subject')
  return json.value.map((row: { subject: string }) => row.subject)
}

describe('operations of a batch', () => {
  test('run in order, each as if sent alone', async () => {
    const reply = await send([
      post('accounts', { accountid: id(1), name: 'Contoso' }),
      operation({ method: 'PATCH', target: `accounts(${id(1)})` }, { name: 'Fabrikam' }),
      get(`accounts(${id(1)})?$select=name`),
      operation({ method: 'DELETE', target: `accounts(${id(1)})` }),
      get('accounts/$count'),
    ])
    expect(reply.status).toBe(200)
    expect(statuses(reply)).toEqual([204, 204, 200, 204, 200])
    const [created, , read, , count] = partsOf(reply.items)
    expect(headerOf(created, 'location')).toBe(`${root}/accounts(${id(1)})`)
    expect(headerOf(created, 'odata-entityid')).toBe(`${root}/accounts(${id(1)})`)
    expect(headerOf(read, 'content-type')).toBe('application/json; odata.metadata=minimal; odata.streaming=true')
    expect(jsonOf(read)).toMatchObject({ name: 'Fabrikam' })
    expect(count?.body).toBe('0')
  })

  test.each([
    ['absolute', `${root}/WhoAmI`],
    ['of the other host of the environment', 'https://contoso.api.crm.dynamics.com/api/data/v9.2/WhoAmI'],
    ['relative to the service root', 'WhoAmI'],
  ])('may have an address that is %s', async (_, target) => {
    const reply = await send([{ ...get(''), target }])
    expect(statuses(reply)).toEqual([200])
  })

  test('of another environment are not found', async () => {
    const reply = await send([{ ...get(''), target: 'https://fabrikam.crm.dynamics.com/api/data/v9.2/WhoAmI' }])
    expect([reply.status, ...statuses(reply)]).toEqual([404, 404])
  })

  test('inherit no header of the batch', async () => {
    const prefer = { Prefer: 'return=representation' }
    const silent = await send([post('accounts', { name: 'Contoso' })], prefer)
    expect(statuses(silent)).toEqual([204])
    const spoken = await send([
      post('accounts', { name: 'Contoso' }, { headers: [['Prefer', 'return=representation']] }),
    ])
    expect(statuses(spoken)).toEqual([201])
    expect(headerOf(partsOf(spoken.items)[0], 'preference-applied')).toBe('return=representation')
  })

  test('may each impersonate another user', async () => {
    const userId = harness.environment.addApplicationUser(harness.addApp('Other'), { roles: ['Basic User'] })
    const as = (caller: string) => ({ ...get('WhoAmI'), headers: [['MSCRMCallerID', caller]] as const })
    const reply = await send([as(userId), get('WhoAmI'), as(id(9))])
    expect(
      partsOf(reply.items)
        .slice(0, 2)
        .map((part) => jsonOf(part).UserId),
    ).toEqual([userId, harness.userId])
    expect(statuses(reply)).toEqual([200, 200, 403])
  })

  test('each count for the limits', async () => {
    const left = async (items: readonly BatchRequestItem[]) =>
      Number((await send(items)).headers.get('x-ms-ratelimit-burst-remaining-xrm-requests'))
    const before = await left([get('WhoAmI')])
    expect(
      await left([get('WhoAmI'), changeSet(post('tasks', { subject: 'a' }), post('tasks', { subject: 'b' }))]),
    ).toBe(before - 3)
  })

  test('may have addresses that are too long for a request', async () => {
    const filter = (length: number) => `accounts?$select=name&$filter=name%20eq%20'${'a'.repeat(length)}'`
    expect(statuses(await send([get(filter(40_000))]))).toEqual([200])
    expect(statuses(await send([get(filter(66_000))]))).toEqual([400])
  })
})

describe('a failed operation', () => {
  test('ends the batch; what was done before stays', async () => {
    const reply = await send([
      post('tasks', { subject: 'One' }),
      post('tasks', { subject: tooLong }),
      post('tasks', { subject: 'Three' }),
    ])
    expect(reply.status).toBe(400)
    expect(statuses(reply)).toEqual([204, 400])
    expect(jsonOf(partsOf(reply.items)[1])).toMatchObject({ error: { code: '0x80044331' } })
    expect(headerOf(partsOf(reply.items)[1], 'req_id')).toMatch(/^[\da-f-]{36}$/)
    expect(await subjects()).toEqual(['One'])
  })

  test('is passed over when the batch prefers so', async () => {
    const reply = await send(
      [post('tasks', { subject: 'One' }), get(`tasks(${id(9)})`), post('tasks', { subject: 'Three' })],
      { Prefer: 'odata.continue-on-error' },
    )
    expect(reply.status).toBe(200)
    expect(reply.headers.get('preference-applied')).toBe('odata.continue-on-error')
    expect(statuses(reply)).toEqual([204, 404, 204])
    expect(await subjects()).toEqual(['One', 'Three'])
  })

  test('takes back the whole of its change set', async () => {
    await harness.send('POST', 'accounts', { body: { accountid: id(1), name: 'Before' } })
    await harness.send('POST', 'accounts', { body: { accountid: id(2), name: 'Other' } })
    const { json: first } = await harness.send('GET', 'accounts?$select=name', {
      headers: { Prefer: 'odata.track-changes' },
    })
    const before = await harness.send('GET', `accounts(${id(1)})?$select=name`)
    const reply = await send([
      changeSet(
        operation({ method: 'PATCH', target: `accounts(${id(1)})` }, { name: 'After' }),
        operation({ method: 'DELETE', target: `accounts(${id(2)})` }),
        post('accounts', { accountid: id(3), name: 'New' }),
        post('EntityDefinitions', {
          '@odata.type': 'Microsoft.Dynamics.CRM.EntityMetadata',
          SchemaName: 'new_Thing',
          DisplayName: { LocalizedLabels: [{ Label: 'Thing', LanguageCode: 1033 }] },
          DisplayCollectionName: { LocalizedLabels: [{ Label: 'Things', LanguageCode: 1033 }] },
          OwnershipType: 'UserOwned',
          Attributes: [
            {
              '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
              SchemaName: 'new_Name',
              IsPrimaryName: true,
              MaxLength: 100,
              DisplayName: { LocalizedLabels: [{ Label: 'Name', LanguageCode: 1033 }] },
            },
          ],
        }),
        post('tasks', { subject: tooLong }, { contentId: 'last' }),
      ),
      get('accounts?$select=name'),
    ])
    expect(reply.status).toBe(400)
    expect(reply.items).toMatchObject([{ kind: 'changeSet', responses: [{ status: 400, contentId: 'last' }] }])
    expect(jsonOf(partsOf(reply.items)[0])).toMatchObject({ error: { code: '0x80044331' } })
    expect((await harness.send('GET', `accounts(${id(1)})?$select=name`)).json).toEqual(before.json)
    expect((await harness.send('GET', `accounts(${id(3)})`)).status).toBe(404)
    expect((await harness.send('GET', first['@odata.deltaLink'])).json.value).toEqual([])
    expect((await harness.send('GET', 'new_things')).status).toBe(404)
    expect((await harness.send('POST', 'accounts', { body: { accountid: id(3), name: 'Again' } })).status).toBe(204)
  })
})

describe('a change set', () => {
  test('answers in a part of its own, with the content ids', async () => {
    const reply = await send([changeSet(post('tasks', { subject: 'a' }), post('tasks', { subject: 'b' }))])
    expect(reply.text).toMatch(/Content-Type: multipart\/mixed; boundary=changesetresponse_[\da-f-]{36}\r\n/)
    expect(partsOf(reply.items).map(({ contentId }) => contentId)).toEqual(['1', '2'])
  })

  test('refers to rows that it creates: in addresses, binds and lists of binds', async () => {
    const reply = await send([
      changeSet(
        post('accounts', { accountid: id(1), name: 'Contoso' }),
        post('contacts', { contactid: id(2), lastname: 'McKay', 'parentcustomerid_account@odata.bind': '$1' }),
        operation({ method: 'PUT', target: '$1/primarycontactid/$ref' }, { '@odata.id': '$2' }),
        operation({ method: 'PATCH', target: '$2' }, { firstname: 'Yvonne' }),
        operation({ method: 'PUT', target: '$2/jobtitle' }, { value: 'Coffee Master' }),
        post('accounts', { accountid: id(3), name: 'Fabrikam', 'contact_customer_accounts@odata.bind': ['$2'] }),
      ),
      get(`contacts(${id(2)})?$select=fullname,jobtitle,_parentcustomerid_value`),
    ])
    expect(statuses(reply)).toEqual([204, 204, 204, 204, 204, 204, 200])
    const parts = partsOf(reply.items)
    expect(headerOf(parts[3], 'odata-entityid')).toBe(`${root}/contacts(${id(2)})`)
    expect(jsonOf(parts[6])).toMatchObject({
      fullname: 'Yvonne McKay',
      jobtitle: 'Coffee Master',
      _parentcustomerid_value: id(3),
    })
  })

  test('keeps text that looks like a reference', async () => {
    const reply = await send([changeSet(post('accounts', { accountid: id(1), name: '$7' }))])
    expect(statuses(reply)).toEqual([204])
    expect((await harness.send('GET', `accounts(${id(1)})/name/$value`)).text).toBe('$7')
  })
})

describe('a batch is refused as a whole', () => {
  const one = post('tasks', { subject: 'One' })
  test.each<[string, readonly BatchRequestItem[], RegExp]>([
    ['for a read in a change set', [one, changeSet(get('accounts'))], /invalid HTTP method 'GET'/],
    [
      'for a reference to nothing',
      [one, changeSet(post('accounts', { name: 'a', 'primarycontactid@odata.bind': '$7' }))],
      /Content-ID Reference: '\$7' does not exist in the batch context\./,
    ],
    [
      'for a reference to a later operation',
      [one, changeSet(operation({ method: 'PATCH', target: '$2' }, { name: 'a' }), post('accounts', { name: 'b' }))],
      /'\$2' does not exist/,
    ],
    [
      'for a reference to another change set',
      [one, changeSet(post('accounts', { name: 'a' })), { ...operation({ method: 'DELETE', target: '$1' }) }],
      /'\$1' does not exist/,
    ],
    ['for content ids that are not unique', [one, changeSet(one, { ...one, contentId: '1' })], /content ID '1'/],
    ['for a batch within', [one, post('$batch', {})], /cannot be part of another batch/],
    [
      'for too many operations',
      [changeSet(...Array.from({ length: 500 }, () => one)), ...Array.from({ length: 501 }, () => one)],
      /maximum of 1000/,
    ],
  ])('%s', async (_, items, message) => {
    const reply = await send(items)
    expect(reply.status).toBe(400)
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/)
    expect(reply.json.error).toEqual({ code: '0x80048d19', message: expect.stringMatching(message) })
    expect(await subjects()).toEqual([])
  })

  const body = printBatchRequest([post('tasks', { subject: 'One' })], 'batch_1')
  test.each([
    ['without the last line end', body.slice(0, -2), /Stream was not readable/],
    ['with line feeds alone', body.replaceAll('\r\n', '\n'), /Stream was not readable/],
    ['that was cut off', body.slice(0, -20), /Entity :''/],
    ['that is none', 'nothing', /Entity :''/],
  ])('%s', async (_, text, message) => {
    const reply = await harness.send('POST', '$batch', {
      headers: { 'content-type': 'multipart/mixed; boundary=batch_1' },
      body: text,
    })
    expect([reply.status, reply.json.error.code]).toEqual([400, '0x80048d19'])
    expect(reply.json.error.message).toMatch(message)
    expect(await subjects()).toEqual([])
  })

  test('that is no POST', async () => {
    expect((await harness.send('GET', '$batch')).status).toBe(405)
  })
})
