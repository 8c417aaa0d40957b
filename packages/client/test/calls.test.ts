import { createClient, guid } from '@dynamics-kit/client'
import { defineOperations, enumLiteral } from '@dynamics-kit/odata'
import type { Callable, EntityReference, RowInput } from '@dynamics-kit/odata'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { json, recordedFetch } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'
import { schema } from './tables/schema.ts'
import type { Tables } from './tables/schema.ts'

const ROOT = 'https://contoso.crm.dynamics.com/api/data/v9.2/'
const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
const OTHER = '25a17064-1ae7-e611-80f4-e0071b661f01'

const define = defineOperations(schema, {
  tables: 'account contact task systemuser',
  references: { letter: 'letters activityid', queue: 'queues queueid', team: 'teams teamid' },
})

interface RetrieveTotalRecordCount {
  readonly name: 'RetrieveTotalRecordCount'
  readonly kind: 'function'
  readonly overloads: {
    readonly unbound: {
      readonly parameters: { readonly EntityNames: readonly string[] }
      readonly result: { readonly EntityRecordCountCollection: unknown }
    }
  }
}
const retrieveTotalRecordCount: Callable<RetrieveTotalRecordCount> = define('RetrieveTotalRecordCount', 'function', {
  unbound: { parameters: { EntityNames: 'text[]' }, result: 'complex:RetrieveTotalRecordCountResponse' },
})

interface InitializeFrom {
  readonly name: 'InitializeFrom'
  readonly kind: 'function'
  readonly overloads: {
    readonly unbound: {
      readonly parameters: {
        readonly EntityMoniker: RowInput<Tables, 'account'>
        readonly TargetEntityName: string
        readonly TargetFieldType: 'All' | 'ValidForCreate'
        readonly Since?: string | Date
        readonly Id?: string
      }
      readonly result: object
    }
  }
}
const initializeFrom: Callable<InitializeFrom> = define('InitializeFrom', 'function', {
  unbound: {
    parameters: {
      EntityMoniker: 'row:account',
      TargetEntityName: 'text',
      TargetFieldType: 'enum:TargetFieldType',
      Since: 'dateTime?',
      Id: 'guid?',
    },
    result: 'row',
  },
})

interface AddToQueue {
  readonly name: 'AddToQueue'
  readonly kind: 'action'
  readonly overloads: {
    readonly queue: {
      readonly parameters: { readonly Target: RowInput<Tables, 'letter' | 'task'> }
      readonly result: { readonly QueueItemId: string }
    }
  }
}
const addToQueue: Callable<AddToQueue> = define('AddToQueue', 'action', {
  queue: { parameters: { Target: 'row' }, result: 'complex:AddToQueueResponse' },
})

interface Merge {
  readonly name: 'new_Merge'
  readonly kind: 'action'
  readonly overloads: {
    readonly 'account[]': {
      readonly parameters: {
        readonly Rows: readonly RowInput<Tables, 'account'>[]
        readonly On?: string | Date
        readonly Flags?: readonly ('A' | 'B')[]
      }
      readonly result: readonly { accountid: string; name: string | null }[]
    }
    readonly account: { readonly parameters: object; readonly result: void }
  }
}
const merge: Callable<Merge> = define('new_Merge', 'action', {
  'account[]': {
    parameters: { Rows: 'row:account[]', On: 'dateTime?', Flags: 'enum:Flags?' },
    result: 'row:account[]',
  },
  account: {},
})

function clientWith(...answers: Response[]) {
  const recorded = recordedFetch(...answers)
  return { dynamics: createClient({ url: 'contoso.crm.dynamics.com', fetch: recorded.fetch }), ...recorded }
}
const done = () => new Response(null, { status: 204 })

describe('a function', () => {
  test('is read with its parameters as aliases', async () => {
    const { dynamics, last } = clientWith(
      json({ '@odata.context': 'x', EntityRecordCountCollection: { Count: 1, Keys: ['account'], Values: [12] } }),
    )
    const counts = await dynamics.call(retrieveTotalRecordCount, { EntityNames: ['account'] })
    expect(last()).toMatchObject({
      method: 'GET',
      url: `${ROOT}RetrieveTotalRecordCount(EntityNames=@EntityNames)?@EntityNames=["account"]`,
    })
    expect(counts).toEqual({ EntityRecordCountCollection: { Count: 1, Keys: ['account'], Values: [12] } })
    expectTypeOf(counts).toEqualTypeOf<{ readonly EntityRecordCountCollection: unknown }>()
  })

  test('names rows, enum members, dates and ids as URLs have them', async () => {
    const { dynamics, last } = clientWith(json({ name: 'Contoso' }))
    await dynamics.call(initializeFrom, {
      EntityMoniker: accounts.ref(ID),
      TargetEntityName: "O'Neill",
      TargetFieldType: 'ValidForCreate',
      Since: new Date(0),
      Id: OTHER,
    })
    expect(last().url).toBe(
      `${ROOT}InitializeFrom(EntityMoniker=@EntityMoniker,TargetEntityName=@TargetEntityName,TargetFieldType=@TargetFieldType,Since=@Since,Id=@Id)` +
        `?@EntityMoniker={"@odata.id":"accounts(${ID})"}&@TargetEntityName='O''Neill'&@TargetFieldType=Microsoft.Dynamics.CRM.TargetFieldType'ValidForCreate'&@Since=1970-01-01T00:00:00.000Z&@Id=${OTHER}`,
    )
  })
})

describe('an action', () => {
  test('on a row is posted under its full name', async () => {
    const { dynamics, last } = clientWith(json({ '@odata.context': 'x', QueueItemId: OTHER }))
    const target: EntityReference<'letter'> = { id: OTHER, table: 'letter' }
    const result = await dynamics.callOn({ id: ID, table: 'queue' }, addToQueue, { Target: target })
    expect(last()).toMatchObject({
      method: 'POST',
      url: `${ROOT}queues(${ID})/Microsoft.Dynamics.CRM.AddToQueue`,
      body: `{"Target":{"@odata.type":"Microsoft.Dynamics.CRM.letter","activityid":"${OTHER}"}}`,
    })
    expect(result).toEqual({ QueueItemId: OTHER })
  })

  test('on all rows writes and reads rows as their table has them', async () => {
    const { dynamics, last } = clientWith(
      json({ value: [{ accountid: ID, name: 'Contoso', _primarycontactid_value: OTHER }] }),
    )
    const rows = await dynamics.callOn(accounts, merge, {
      Rows: [accounts.ref(ID), { name: 'New', statecode: 'Inactive', primarycontactid: contacts.ref(OTHER) }],
      On: new Date(0),
      Flags: ['A', 'B'],
    })
    expect(last().url).toBe(`${ROOT}accounts/Microsoft.Dynamics.CRM.new_Merge`)
    expect(JSON.parse(last().body)).toEqual({
      Rows: [
        { '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: ID },
        {
          '@odata.type': 'Microsoft.Dynamics.CRM.account',
          name: 'New',
          statecode: 1,
          'primarycontactid@odata.bind': `/contacts(${OTHER})`,
        },
      ],
      On: '1970-01-01T00:00:00.000Z',
      Flags: 'A, B',
    })
    expect(rows[0]).toMatchObject({ accountid: ID, name: 'Contoso', primarycontactid: { id: OTHER, table: 'contact' } })
  })

  test('without parameters has no body', async () => {
    const { dynamics, last } = clientWith(done())
    await expect(dynamics.callOn(accounts.ref(ID), merge)).resolves.toBeUndefined()
    expect(last()).toMatchObject({ url: `${ROOT}accounts(${ID})/Microsoft.Dynamics.CRM.new_Merge`, body: '' })
  })

  test('has its place in a batch', async () => {
    const { dynamics } = clientWith()
    await expect(
      dynamics.batch((b) => [b.callOn(accounts.ref(ID), merge), b.call(retrieveTotalRecordCount, { EntityNames: [] })]),
    ).rejects.toMatchObject({ code: 'unreadable-response' })
  })
})

describe('an operation known by name', () => {
  test('takes values as they are in JavaScript', async () => {
    const { dynamics, sent } = clientWith(json({ '@odata.context': 'x', Version: '9.2.24073.198' }), done(), json({}))
    expect(await dynamics.call({ name: 'RetrieveVersion', kind: 'function' })).toEqual({ Version: '9.2.24073.198' })
    await dynamics.callOn(
      { entitySet: 'new_orders', id: ID },
      { name: 'new_Approve', kind: 'action' },
      { On: new Date(0) },
    )
    await dynamics.callOn('accounts', { name: 'new_Search', kind: 'function' }, { Text: "a'b", Top: 3, Tags: ['x'] })
    expect(sent.map(({ method, url, body }) => `${method} ${url.slice(ROOT.length)} ${body}`)).toEqual([
      'GET RetrieveVersion() ',
      `POST new_orders(${ID})/Microsoft.Dynamics.CRM.new_Approve {"On":"1970-01-01T00:00:00.000Z"}`,
      `GET accounts/Microsoft.Dynamics.CRM.new_Search(Text=@Text,Top=@Top,Tags=@Tags)?@Text='a''b'&@Top=3&@Tags=["x"] `,
    ])
  })
})

test('a function known by name takes what JavaScript has no type for from helpers', async () => {
  // Enumerations in quotes are refused by the service: DynamicsWebApi issue 65.
  const { dynamics, sent } = clientWith(json({}))
  await dynamics.call(
    { name: 'RetrieveCurrentOrganization', kind: 'function' },
    { AccessType: enumLiteral('Microsoft.Dynamics.CRM.EndpointAccessType', 'Default'), Id: guid(ID) },
  )
  expect(sent.map(({ url }) => url.slice(ROOT.length))).toEqual([
    `RetrieveCurrentOrganization(AccessType=@AccessType,Id=@Id)?@AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default'&@Id=${ID}`,
  ])
})

describe('before anything is sent', () => {
  test('refuses what the operation does not take', async () => {
    const { dynamics, sent } = clientWith()
    await expect(dynamics.call(retrieveTotalRecordCount, { Names: [] } as never)).rejects.toThrowError(
      new TypeError('RetrieveTotalRecordCount has no parameter "Names"; it has EntityNames.'),
    )
    await expect(dynamics.call(retrieveTotalRecordCount, {} as never)).rejects.toThrowError(
      new TypeError('RetrieveTotalRecordCount needs the parameter "EntityNames".'),
    )
    await expect(dynamics.call(addToQueue as never)).rejects.toThrowError(
      new TypeError('AddToQueue is bound to queue, not to unbound.'),
    )
    await expect(dynamics.callOn(contacts.ref(ID) as never, addToQueue, {} as never)).rejects.toThrow(
      /bound to queue, not to contact/,
    )
    await expect(dynamics.call({ name: 'x)/y', kind: 'action' })).rejects.toThrow(/not the name of an operation/)
    expect(sent).toEqual([])
  })

  test.each([
    ['Count', 'many', /^new_Count\.Count: .*number/],
    ['Count', Number.NaN, /^new_Count\.Count: .*number/],
    ['Name', 42, /^new_Count\.Name: .*string/],
    ['Id', 'x', /^new_Count\.Id takes a GUID/],
    ['Names', ['a', 7], /^new_Count\.Names: .*string/],
  ])('refuses %s: %j of an action', async (name, value, message) => {
    const { dynamics, sent } = clientWith()
    const count = define('new_Count', 'action', {
      unbound: { parameters: { Count: 'integer?', Name: 'text?', Id: 'guid?', Names: 'text[]?' } },
    })
    await expect(dynamics.call(count as never, { [name]: value } as never)).rejects.toThrow(message)
    expect(sent).toEqual([])
  })

  test('refuses what JSON would write as null, of an action known by name', async () => {
    const { dynamics, sent, last } = clientWith(json({}), json({}))
    const act = (parameters: object) => dynamics.call({ name: 'new_Act', kind: 'action' }, parameters)
    await expect(act({ Amount: Number.NaN })).rejects.toThrow(/^new_Act\.Amount takes a finite number/)
    await expect(act({ Rows: [{ amount: Number.POSITIVE_INFINITY }] })).rejects.toThrow(/finite number/)
    expect(sent).toEqual([])
    await act({ Settings: { name: 'x', nothing: undefined } })
    expect(last().body).toBe('{"Settings":{"name":"x"}}')
    await act({ Big: 9_007_199_254_740_993n })
    expect(last().body).toBe('{"Big":9007199254740993}')
  })
})

// The compiler asserts, by what @ts-expect-error says it refuses.
export async function types(dynamics: ReturnType<typeof createClient>): Promise<void> {
  // @ts-expect-error EntityNames is missing
  await dynamics.call(retrieveTotalRecordCount)
  // @ts-expect-error a list of texts
  await dynamics.call(retrieveTotalRecordCount, { EntityNames: [1] })
  // @ts-expect-error bound to queues
  await dynamics.callOn(accounts.ref(ID), addToQueue, { Target: { id: ID, table: 'letter' } })
  // @ts-expect-error contacts go into no queue
  await dynamics.callOn({ id: ID, table: 'queue' }, addToQueue, { Target: contacts.ref(ID) })
  // @ts-expect-error it is bound
  await dynamics.call(addToQueue, { Target: { id: ID, table: 'letter' } })
  expectTypeOf(await dynamics.callOn(accounts, merge, { Rows: [] })).toEqualTypeOf<
    readonly { accountid: string; name: string | null }[]
  >()
  expectTypeOf(await dynamics.callOn(accounts.ref(ID), merge)).toEqualTypeOf<void>()
}
