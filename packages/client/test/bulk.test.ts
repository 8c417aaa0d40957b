import { BulkStoppedError, createClient, isBulkStoppedError } from '@dynamics-kit/client'
import type { BulkProgress } from '@dynamics-kit/client'
import { parseBatchRequest, printBatchResponse } from '@dynamics-kit/odata'
import type { BatchResponse } from '@dynamics-kit/odata'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { failure } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'
import { loadParts } from './load-parts.ts'

beforeAll(loadParts)

const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'

type Target = Readonly<Record<string, unknown>>
type Fault = 'lost' | 'never arrived' | 'not answered'

/** As much of the service as bulk needs: rows by id, bulk messages that are all or nothing, answers that get lost. */
function bulkService(faults: readonly (Fault | undefined)[] = [], { mayRead = true } = {}) {
  const rows = new Map<string, Target>()
  const calls: { readonly path: string; readonly count: number }[] = []
  const targetsSeen: Target[] = []

  function answer(path: string, targets: readonly Target[]): Response {
    targetsSeen.push(...targets)
    if (targets.some(({ name }) => name === 'refused')) return failure(400, '0x80044331', 'No.')
    if (path.endsWith('CreateMultiple')) {
      if (targets.some(({ accountid }) => rows.has(String(accountid)))) return failure(412, '0x80040237', 'Twice.')
      for (const target of targets) rows.set(String(target['accountid']), target)
      return Response.json({ Ids: targets.map(({ accountid }) => accountid) })
    }
    return new Response(null, { status: 204 })
  }

  async function deletes(request: Request): Promise<Response> {
    const items = parseBatchRequest(request.headers.get('Content-Type') ?? '', await request.text())
    calls.push({ path: '$batch', count: items.length })
    const parts = items.map((item): BatchResponse => {
      const id = item.kind === 'operation' ? (/\((.+)\)/.exec(item.target)?.[1] ?? '') : ''
      const found = rows.delete(id)
      const headers = [['Content-Type', 'application/json']] as const
      return found
        ? { kind: 'response', status: 204, reason: '', headers: [], body: '' }
        : {
            kind: 'response',
            status: 404,
            reason: '',
            headers,
            body: '{"error":{"code":"0x80040217","message":"No."}}',
          }
    })
    return new Response(printBatchResponse(parts, 'b'), { headers: { 'Content-Type': 'multipart/mixed; boundary=b' } })
  }

  const dynamics = createClient({
    url: 'contoso.crm.dynamics.com',
    async fetch(request) {
      const path = new URL(request.url).pathname.replace('/api/data/v9.2/', '')
      if (request.method === 'GET') {
        calls.push({ path: 'GET', count: 1 })
        if (!mayRead) return failure(403, '0x80040220', 'Principal user is missing prvReadAccount privilege.')
        const [, values = '[]'] = /PropertyValues=(\[.*\])\)$/.exec(decodeURIComponent(request.url)) ?? []
        const ids = JSON.parse(values) as string[]
        return Response.json({ value: ids.filter((id) => rows.has(id)).map((accountid) => ({ accountid })) })
      }
      const fault = faults[calls.length]
      if (fault === 'never arrived') {
        calls.push({ path: 'never arrived', count: 0 })
        throw new TypeError('fetch failed')
      }
      let response: Response
      if (path === '$batch') response = await deletes(request)
      else {
        const { Targets } = (await request.json()) as { Targets: Target[] }
        calls.push({ path, count: Targets.length })
        response = answer(path, Targets)
      }
      if (fault === 'not answered') await new Promise(() => undefined)
      if (fault === 'lost') throw new TypeError('fetch failed')
      return response
    },
  })
  return { dynamics, rows, calls, targetsSeen }
}

const CREATE = 'accounts/Microsoft.Dynamics.CRM.CreateMultiple'
/** `create account 250 …` */
const TOKEN = expect.stringMatching(/^create account \d+ [\da-f-]{36}$/) as string
const named = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `Account ${index}` }))

describe('bulk.create', () => {
  test('sends rows in chunks, each with its type and an id', async () => {
    const { dynamics, rows, calls, targetsSeen } = bulkService()
    const result = await dynamics.bulk.create(accounts, [
      ...named(249),
      { name: 'Last', statecode: 'Inactive', primarycontactid: contacts.ref(ID) },
    ])
    expect(result).toEqual({ processed: 250, succeeded: 250, failed: 0, position: 250, resume: TOKEN, failures: [] })
    expect(calls).toEqual([
      { path: CREATE, count: 100 },
      { path: CREATE, count: 100 },
      { path: CREATE, count: 50 },
    ])
    expect(rows.size).toBe(250)
    expect(targetsSeen.at(-1)).toEqual({
      '@odata.type': 'Microsoft.Dynamics.CRM.account',
      accountid: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
      name: 'Last',
      statecode: 1,
      'primarycontactid@odata.bind': `/contacts(${ID})`,
    })
  })

  test('gives ids that rise where SQL Server looks first', async () => {
    const { dynamics, targetsSeen } = bulkService()
    await dynamics.bulk.create(accounts, named(1000), { concurrency: 1 })
    const tails = targetsSeen.map(({ accountid }) => String(accountid).slice(-12))
    expect(tails).toEqual(tails.toSorted())
    expect(new Set(tails).size).toBe(1000)
  })

  test('reads rows only as they are needed, from any iterable', async () => {
    const { dynamics } = bulkService()
    let given = 0
    let most = 0
    async function* generated() {
      for (; given < 1000; given++) yield { name: `Account ${given}` }
    }
    await dynamics.bulk.create(accounts, generated(), {
      batchSize: 10,
      concurrency: 2,
      onProgress: ({ processed }) => {
        most = Math.max(most, given - processed)
      },
    })
    expect(given).toBe(1000)
    expect(most).toBeLessThan(50)
  })

  test('finds the rows to blame and makes all others', async () => {
    const { dynamics, rows } = bulkService()
    const given = named(100)
    given[3] = { name: 'refused' }
    given[77] = { name: 'refused' }
    const result = await dynamics.bulk.create(accounts, given)
    expect(result).toMatchObject({ processed: 100, succeeded: 98, failed: 2, position: 100 })
    expect(result.failures.map(({ index, error }) => [index, error.code])).toEqual([
      [3, 'validation'],
      [77, 'validation'],
    ])
    expect(rows.size).toBe(98)
  })

  test('tells each refused row to the progress that comes next, once', async () => {
    const { dynamics } = bulkService()
    const given = named(30)
    for (const index of [3, 14, 27]) given[index] = { name: 'refused' }
    const told: (readonly number[])[] = []
    await dynamics.bulk.create(accounts, given, {
      batchSize: 10,
      concurrency: 1,
      onProgress: ({ newFailures }) => told.push(newFailures.map(({ index }) => index)),
    })
    expect(told).toEqual([[], [3], [14], [27]])
  })

  test.each<[Fault, readonly string[]]>([
    ['lost', [CREATE, CREATE, 'GET']],
    ['never arrived', ['never arrived', CREATE]],
  ])('makes each row once when an answer %s', async (fault, paths) => {
    const { dynamics, rows, calls } = bulkService([fault])
    const result = await dynamics.bulk.create(accounts, named(50))
    expect(result).toMatchObject({ succeeded: 50, failed: 0 })
    expect(rows.size).toBe(50)
    expect(calls.map(({ path }) => path)).toEqual(paths)
  })

  test('tells a true duplicate from its own rows', async () => {
    const { dynamics, rows } = bulkService(['never arrived'])
    rows.set(ID, { name: 'Here before' })
    const result = await dynamics.bulk.create(accounts, [...named(3), { accountid: ID, name: 'Again' }])
    expect(result.failures).toMatchObject([{ index: 3, error: { code: 'duplicate' } }])
    expect(rows.size).toBe(4)
    expect(rows.get(ID)).toEqual({ name: 'Here before' })
  })

  test('goes on where an earlier run stopped', async () => {
    const { dynamics, rows } = bulkService()
    const result = await dynamics.bulk.create(accounts, named(30), { skip: 20, batchSize: 7 })
    expect(result).toMatchObject({ processed: 10, position: 30 })
    expect([...rows.values()].map(({ name }) => name)).toEqual(
      named(30)
        .slice(20)
        .map(({ name }) => name),
    )
  })
})

describe('resume', () => {
  /** Of a hundred rows ten are made and answered, and forty are made and not answered when it is aborted. */
  async function abortedRun() {
    const faults: (Fault | undefined)[] = [undefined, ...Array.from({ length: 9 }, () => 'not answered' as const)]
    const service = bulkService(faults)
    const controller = new AbortController()
    const run = service.dynamics.bulk.create(accounts, named(100), {
      batchSize: 10,
      concurrency: 4,
      signal: controller.signal,
      onProgress: ({ processed }) => {
        if (processed > 0) setTimeout(() => controller.abort(), 50)
      },
    })
    const error: unknown = await run.catch((thrown: unknown) => thrown)
    if (!isBulkStoppedError(error)) throw error
    expect(service.rows.size).toBe(50)
    faults.length = 0
    service.calls.length = 0
    return { ...service, ...error.result }
  }

  test('goes on after an abort and makes no row twice, in chunks of any size', async () => {
    const { dynamics, rows, calls, position, resume } = await abortedRun()
    expect(position).toBe(10)
    const result = await dynamics.bulk.create(accounts, named(100), { resume, batchSize: 55, concurrency: 1 })
    expect(result).toMatchObject({ processed: 90, succeeded: 90, failed: 0, position: 100 })
    expect([...rows.values()].map(({ name }) => name)).toEqual(named(100).map(({ name }) => name))
    // Refused, looked at, and the others sent; what follows is new.
    expect(calls).toEqual([
      { path: CREATE, count: 55 },
      { path: 'GET', count: 1 },
      { path: CREATE, count: 15 },
      { path: CREATE, count: 35 },
    ])
  })

  test('finds the row to blame among others that are there already', async () => {
    const { dynamics, rows, resume } = await abortedRun()
    const given = named(100)
    given[70] = { name: 'refused' }
    const result = await dynamics.bulk.create(accounts, given, { resume, batchSize: 90 })
    expect(result.failures).toMatchObject([{ index: 70, error: { code: 'validation' } }])
    expect(rows.size).toBe(99)
  })

  test('counts rows with ids of their own that are there already as made', async () => {
    const service = bulkService()
    const rows = ['1', '2', '3'].map((digit) => ({ accountid: `${ID.slice(0, -1)}${digit}`, name: digit }))
    const { resume } = await service.dynamics.bulk.create(accounts, [])
    await service.dynamics.bulk.create(accounts, rows.slice(0, 2))
    expect(await service.dynamics.bulk.create(accounts, rows, { resume })).toMatchObject({ succeeded: 3, failed: 0 })
    expect(service.rows.size).toBe(3)
  })

  test('by a user who may not read leaves what is refused refused, and makes all others', async () => {
    const { dynamics, rows, calls } = bulkService([], { mayRead: false })
    const given = [{ name: 'First' }, { name: 'refused' }, ...named(6)]
    const { resume } = await dynamics.bulk.create(accounts, [])
    const { failures, ...result } = await dynamics.bulk.create(accounts, given, { resume })
    expect(result).toMatchObject({ processed: 8, succeeded: 7, failed: 1, position: 8 })
    // An earlier run may have made it, for all that can be known.
    expect(failures).toMatchObject([{ index: 1, error: { code: 'validation', afterLostAnswer: true } }])
    expect(rows.size).toBe(7)
    expect(calls.filter(({ path }) => path === 'GET')).toHaveLength(1)
  })

  test('counts rows that are not there any more as deleted', async () => {
    const { dynamics, rows } = bulkService()
    await dynamics.bulk.create(accounts, named(20))
    const ids = [...rows.keys()]
    const { resume } = await dynamics.bulk.delete(accounts, [])
    await dynamics.bulk.delete(accounts, ids.slice(5))
    expect(await dynamics.bulk.delete(accounts, ids, { resume })).toMatchObject({ succeeded: 20, failed: 0 })
  })

  test('has a token before anything is sent, and waits until it is saved', async () => {
    const { dynamics, calls } = bulkService()
    const seen: [number, number][] = []
    await dynamics.bulk.create(accounts, named(5), {
      async onProgress({ processed, resume }) {
        await new Promise((resolve) => setTimeout(resolve, 10))
        expect(resume).toEqual(TOKEN)
        seen.push([processed, calls.length])
      },
    })
    expect(seen).toEqual([
      [0, 0],
      [5, 1],
    ])
  })

  test('takes a token of the same operation on the same table only, and rows that reach as far', async () => {
    const { dynamics, calls } = bulkService()
    const { resume } = await dynamics.bulk.delete(
      accounts,
      named(3).map(() => ID),
    )
    calls.length = 0
    await expect(dynamics.bulk.create(accounts, named(3), { resume })).rejects.toThrow(
      'resume: is of a bulk.delete of account, and this is a bulk.create of account',
    )
    await expect(dynamics.bulk.delete(contacts, [], { resume })).rejects.toThrow(
      /^resume: is of a bulk.delete of account/,
    )
    await expect(dynamics.bulk.create(accounts, [], { resume: '300' })).rejects.toThrow(/^resume: takes the text/)
    await expect(dynamics.bulk.delete(accounts, [], { resume, skip: 2 })).rejects.toThrow(
      /^resume: .* not go with skip/,
    )
    await expect(dynamics.bulk.delete(accounts, [ID], { resume })).rejects.toThrow(
      'The rows end after 1, before the 3 that are done already; give the same rows again.',
    )
    expect(calls).toEqual([])
  })
})

describe('progress', () => {
  test('tells a position before which all is done, in whatever order requests end', async () => {
    const order = [1, 2, 0]
    const ends: (() => void)[] = []
    const endNext = (): void => ends[order.shift() ?? -1]?.()
    const progress: BulkProgress[] = []
    const dynamics = createClient({
      url: 'contoso.crm.dynamics.com',
      async fetch() {
        await new Promise<void>((resolve) => {
          ends.push(resolve)
          if (ends.length === 3) endNext()
        })
        return new Response(null, { status: 204 })
      },
    })
    await dynamics.bulk.create(accounts, named(6), {
      batchSize: 2,
      concurrency: 3,
      onProgress(now) {
        progress.push(now)
        if (now.processed > 0) endNext()
      },
    })
    expect(progress.map(({ processed, position }) => [processed, position])).toEqual([
      [0, 0],
      [2, 0],
      [4, 0],
      [6, 6],
    ])
  })

  test('is told by one call at a time, so that the token saved last is the furthest', async () => {
    const { dynamics } = bulkService()
    const waits = [0, 20, 1, 1, 1]
    const saved: number[] = []
    await dynamics.bulk.create(accounts, named(8), {
      batchSize: 2,
      concurrency: 4,
      async onProgress({ position }) {
        await new Promise((resolve) => setTimeout(resolve, waits.shift()))
        saved.push(position)
      },
    })
    expect(saved).toEqual(saved.toSorted((one, other) => one - other))
    expect([saved.length, saved.at(-1)]).toEqual([5, 8])
  })

  test('ends with what the first call that fails throws', async () => {
    const { dynamics } = bulkService()
    let count = 0
    const run = dynamics.bulk.create(accounts, named(8), {
      batchSize: 2,
      concurrency: 4,
      async onProgress() {
        if (++count > 1) throw new Error(`The disk is full (${count}).`)
      },
    })
    await expect(run).rejects.toThrow('The disk is full (2).')
    expect(count).toBe(2)
  })

  test('is told when it cannot go on', async () => {
    vi.useFakeTimers()
    try {
      const { dynamics } = bulkService([undefined, ...Array.from({ length: 9 }, () => 'never arrived' as const)])
      const run = dynamics.bulk.create(accounts, named(40), { batchSize: 10, concurrency: 1 })
      const [outcome] = await Promise.all([Promise.allSettled([run]), vi.runAllTimersAsync()])
      const error: unknown = outcome[0]?.status === 'rejected' ? outcome[0].reason : undefined
      expect(error).toBeInstanceOf(BulkStoppedError)
      expect(isBulkStoppedError(error)).toBe(true)
      expect(error).toMatchObject({
        code: 'bulk-stopped',
        message: expect.stringMatching(/^The operation failed: after 10 rows: POST accounts/),
        result: { processed: 10, succeeded: 10, position: 10, failures: [] },
        cause: { code: 'network' },
      })
    } finally {
      vi.useRealTimers()
    }
  })

  test('stops soon after an abort', async () => {
    const { dynamics, calls } = bulkService()
    const controller = new AbortController()
    const run = dynamics.bulk.create(accounts, named(1000), {
      batchSize: 10,
      concurrency: 1,
      signal: controller.signal,
      onProgress: ({ processed }) => {
        if (processed === 30) controller.abort()
      },
    })
    await expect(run).rejects.toMatchObject({ result: { position: 30 }, cause: { code: 'aborted' } })
    expect(calls).toHaveLength(3)
  })
})

describe('bulk.update', () => {
  test('sends changes with the primary key', async () => {
    const { dynamics, calls, targetsSeen } = bulkService()
    await dynamics.bulk.update(accounts, [{ accountid: ID, name: 'New' }])
    expect(calls).toEqual([{ path: 'accounts/Microsoft.Dynamics.CRM.UpdateMultiple', count: 1 }])
    expect(targetsSeen).toEqual([{ '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: ID, name: 'New' }])
  })

  test('refuses a row without one', async () => {
    const { dynamics, calls } = bulkService()
    // @ts-expect-error accountid is missing
    await expect(dynamics.bulk.update(accounts, [{ name: 'New' }])).rejects.toThrow(
      /bulk.update: accountid takes a GUID/,
    )
    expect(calls).toEqual([])
  })
})

describe('bulk.upsert', () => {
  test('names rows by an alternate key, with any text in it', async () => {
    const { dynamics, targetsSeen } = bulkService()
    await dynamics.bulk.upsert(accounts, [{ accountnumber: "A/1 & O'Neill", name: 'New' }], { key: 'accountnumber' })
    expect(targetsSeen).toEqual([
      {
        '@odata.type': 'Microsoft.Dynamics.CRM.account',
        '@odata.id': "accounts(accountnumber='A/1 & O''Neill')",
        name: 'New',
      },
    ])
  })

  test('refuses columns that are no key', async () => {
    const { dynamics, calls } = bulkService()
    await expect(dynamics.bulk.upsert(accounts, [{ name: 'x' }], { key: 'name' })).rejects.toThrow(
      /has no alternate key of \{ name \}/,
    )
    // @ts-expect-error accounts have no column "nickname"
    await expect(dynamics.bulk.upsert(accounts, [], { key: 'nickname' })).rejects.toThrow(/"nickname"/)
    expect(calls).toEqual([])
  })
})

describe('a row that cannot be sent', () => {
  const rows = [
    { accountnumber: '1', name: 'Contoso' },
    { accountnumber: '2', revenue: Number.NaN },
    { accountnumber: '3', name: 'refused' },
    { accountnumber: '4', industrycode: 'Magic' as never },
    { accountnumber: '5', name: 'Fabrikam' },
  ]

  test('fails by itself, as one that the service refuses', async () => {
    const { dynamics, targetsSeen } = bulkService()
    const told: number[] = []
    const onProgress = ({ position }: BulkProgress) => told.push(position)
    const { succeeded, failed, position, failures } = await dynamics.bulk.create(accounts, rows, {
      batchSize: 2,
      concurrency: 1,
      onProgress,
    })
    expect({ succeeded, failed, position }).toEqual({ succeeded: 2, failed: 3, position: 5 })
    expect(failures.map(({ index, error }) => [index, error.code, error.cause instanceof TypeError])).toEqual([
      [1, 'validation', true],
      [2, 'validation', false],
      [3, 'validation', true],
    ])
    expect(failures[0]?.error.message).toBe(
      'The operation failed: account.revenue takes a finite number, as such or as text like "1234.5678".',
    )
    expect(new Set(targetsSeen.map(({ accountnumber }) => accountnumber))).toEqual(new Set(['1', '3', '5']))
    expect(told).toEqual([0, 2, 4, 5])
  })

  test('needs no request where all are such', async () => {
    const { dynamics, calls } = bulkService()
    const { failed, position } = await dynamics.bulk.update(accounts, [{ accountid: 'x', name: 'Contoso' }])
    expect({ failed, position }).toEqual({ failed: 1, position: 1 })
    expect(calls).toEqual([])
  })

  test('is found by a key that no row has', async () => {
    const { dynamics } = bulkService()
    const { failures } = await dynamics.bulk.upsert(accounts, [{ accountnumber: null }, rows[0]!], {
      key: 'accountnumber',
    })
    expect(failures.map(({ index }) => index)).toEqual([0])
    const deleted = await dynamics.bulk.delete(accounts, ['x', { accountnumber: 'A/1' }])
    expect(deleted.failures.map(({ error }) => error.message)).toEqual([
      expect.stringContaining('takes a GUID'),
      expect.stringContaining('finds no row by a key with /'),
    ])
  })

  test('is the mistake of a program where its columns are wrong', async () => {
    const { dynamics, calls } = bulkService()
    const { bulk } = dynamics
    await expect(bulk.create(accounts, [{ nickname: 'C' } as never])).rejects.toThrow(
      /no column or navigation property/,
    )
    await expect(bulk.update(accounts, [{ name: 'C' } as never])).rejects.toThrow(/takes a GUID/)
    await expect(bulk.upsert(accounts, [{ name: 'C' }], { key: 'accountnumber' })).rejects.toThrow(/accountnumber/)
    await expect(bulk.delete(accounts, [{ name: 'C' } as never])).rejects.toThrow(/no alternate key of { name }/)
    expect(calls).toEqual([])
  })
})

describe('bulk.delete', () => {
  test('deletes in batches and tells what was not there', async () => {
    const { dynamics, rows, calls } = bulkService()
    await dynamics.bulk.create(accounts, named(150))
    calls.length = 0
    const result = await dynamics.bulk.delete(accounts, [...rows.keys(), ID])
    expect(rows.size).toBe(0)
    expect(calls.map(({ count }) => count)).toEqual([100, 51])
    expect(result).toMatchObject({
      succeeded: 150,
      failed: 1,
      failures: [{ index: 150, error: { code: 'not-found' } }],
    })
  })

  test('counts what a lost answer may have deleted as deleted', async () => {
    const { dynamics, rows } = bulkService([undefined, 'lost'])
    await dynamics.bulk.create(accounts, named(20))
    expect(await dynamics.bulk.delete(accounts, [...rows.keys()])).toMatchObject({ succeeded: 20, failed: 0 })
  })
})

test('a name in place of a table, and an upsert without its key, are told before anything is sent', async () => {
  // What plain JavaScript can do.
  const bulk = createClient({ url: 'https://contoso.crm.dynamics.com' }).bulk as unknown as Record<
    string,
    (...given: unknown[]) => Promise<unknown>
  >
  for (const name of ['create', 'update', 'upsert', 'delete'])
    await expect(bulk[name]?.('accounts', [], { key: 'name' })).rejects.toThrow(/^bulk: needs a table value/)
  await expect(bulk['upsert']?.(accounts, [])).rejects.toThrow(/^key: is missing/)
})
