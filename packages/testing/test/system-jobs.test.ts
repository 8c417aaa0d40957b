import { expect, test } from 'vitest'
import { createFakeDynamics, type FakeDynamics, type Plugin, PluginExecutionError } from '../src/index.ts'
import { send, tokenOf } from './fake-calls.ts'

const id = (digit: number): string => `a0000000-0000-4000-8000-00000000000${digit}`

const seed = {
  accounts: [
    { accountid: id(1), name: 'Contoso', revenue: 10 },
    { accountid: id(2), name: 'Fabrikam', revenue: 20 },
    { accountid: id(3), name: 'Litware' },
  ],
}

const query = (EntityName: string, Conditions: object[] = [], more: object = {}): object => ({
  '@odata.type': 'Microsoft.Dynamics.CRM.QueryExpression',
  EntityName,
  ColumnSet: { AllColumns: true },
  Criteria: { FilterOperator: 'And', Conditions },
  ...more,
})

const bulkDelete = (queries: object[], more: object = {}): object => ({
  QuerySet: queries,
  JobName: 'Clean up',
  SendEmailNotification: false,
  ToRecipients: [],
  CCRecipients: [],
  RecurrencePattern: '',
  StartDateTime: '2020-01-01T00:00:00Z',
  ...more,
})

const above = (value: number): object => ({
  AttributeName: 'revenue',
  Operator: 'GreaterThan',
  Values: [{ Value: String(value), Type: 'System.Decimal' }],
})

const names = (fake: FakeDynamics) => fake.rows('accounts').map(({ name }) => name)

async function start(options: Parameters<typeof createFakeDynamics>[0] = {}) {
  const fake = createFakeDynamics({ seed, ...options })
  const token = await tokenOf(fake)
  const ask = (method: string, path: string, body?: object, headers = {}) =>
    send(fake, token, method, path, body, headers)
  const job = async (jobId: string) =>
    (await ask('GET', `asyncoperations(${jobId})?$select=statecode,statuscode,message,errorcode`)).json
  return { fake, ask, job }
}

test('a bulk delete is a job that deletes what its queries find, and says how many', async () => {
  const { fake, ask, job } = await start()
  const answer = await ask('POST', 'BulkDelete', bulkDelete([query('account', [above(15)])]))
  expect(answer.status).toBe(200)
  expect(await job(answer.json.JobId)).toMatchObject({ statecode: 3, statuscode: 30 })
  const operations = await ask(
    'GET',
    `bulkdeleteoperations?$select=name,successcount,failurecount,statuscode&$filter=_asyncoperationid_value eq ${answer.json.JobId}`,
  )
  expect(operations.json.value).toMatchObject([{ name: 'Clean up', successcount: 1, failurecount: 0, statuscode: 30 }])
  expect(names(fake)).toEqual(['Contoso', 'Litware'])
})

test('takes filters in filters, links and operators of dates', async () => {
  const { fake, ask } = await start()
  await ask('POST', 'contacts', { lastname: 'McKay', 'parentcustomerid_account@odata.bind': `/accounts(${id(1)})` })
  const either = query('account', [], {
    Criteria: {
      FilterOperator: 'Or',
      Filters: [{ Conditions: [above(15)] }],
      Conditions: [{ AttributeName: 'createdon', Operator: 'OlderThanXDays', Values: [{ Value: '1' }] }],
    },
  })
  const linked = query('account', [], {
    LinkEntities: [
      {
        LinkFromEntityName: 'account',
        LinkFromAttributeName: 'accountid',
        LinkToEntityName: 'contact',
        LinkToAttributeName: 'parentcustomerid',
        JoinOperator: 'Inner',
        LinkCriteria: { Conditions: [{ AttributeName: 'lastname', Operator: 'Equal', Values: [{ Value: 'McKay' }] }] },
      },
    ],
  })
  await ask('POST', 'BulkDelete', bulkDelete([either, linked]))
  expect(names(fake)).toEqual(['Litware'])
})

test('a job waits for its start on the clock of the fake, and can be cancelled until then', async () => {
  const { fake, ask, job } = await start()
  const StartDateTime = new Date(fake.clock.now() + 1800_000).toISOString()
  const make = async () =>
    String((await ask('POST', 'BulkDelete', bulkDelete([query('account')], { StartDateTime }))).json.JobId)
  const [first, second] = [await make(), await make()]
  expect(await job(first)).toMatchObject({ statecode: 1, statuscode: 10 })
  await ask('PATCH', `asyncoperations(${first})`, { statecode: 3, statuscode: 32 })
  await ask('PATCH', `asyncoperations(${second})`, { statecode: 3, statuscode: 32 })
  fake.clock.advance(1800_000)
  expect(names(fake)).toHaveLength(3)
  const third = await make()
  expect(names(fake)).toEqual([])
  expect(await job(third)).toMatchObject({ statecode: 3, statuscode: 30 })
  expect(await job(first)).toMatchObject({ statuscode: 32 })
})

test('jobs take as long as the fake is told, in forks and snapshots too', async () => {
  const { fake, ask, job } = await start()
  fake.systemJobs.delay = 60_000
  const { json } = await ask('POST', 'BulkDelete', bulkDelete([query('account')]))
  expect(await job(json.JobId)).toMatchObject({ statecode: 0, statuscode: 0 })
  const fork = fake.fork()
  const restored = createFakeDynamics({ snapshot: fake.snapshot() })
  expect(fork.systemJobs.delay).toBe(60_000)
  for (const one of [fake, fork, restored]) {
    one.clock.advance(30_000)
    expect(one.rows('accounts')).toHaveLength(3)
    one.clock.advance(31_000)
    expect(one.rows('accounts')).toHaveLength(0)
  }
  fake.reset()
  expect(fake.systemJobs.delay).toBe(0)
})

test('a job is run at its time, not before, and sooner where somebody puts it forward', async () => {
  let now = Date.parse('2026-01-01T00:00:00.700Z')
  const clock = { now: () => now, advance: (milliseconds: number) => void (now += milliseconds) }
  const { fake, ask } = await start({ clock })
  fake.systemJobs.delay = 1500
  await ask('POST', 'BulkDelete', bulkDelete([query('account')]))
  fake.clock.advance(1499)
  expect(names(fake)).toHaveLength(3)
  expect(Object.keys(fake.rows('asyncoperations')[0] ?? {}).filter((name) => name.includes('@'))).toEqual([])
  fake.clock.advance(1)
  expect(names(fake)).toEqual([])

  fake.systemJobs.delay = 60_000
  await ask('POST', 'accounts', { name: 'Contoso' })
  const { JobId } = (await ask('POST', 'BulkDelete', bulkDelete([query('account')]))).json
  const put = { postponeuntil: '2026-01-01T00:00:10Z' }
  expect((await ask('PATCH', `asyncoperations(${JobId})`, put)).status).toBe(204)
  fake.clock.advance(10_000)
  expect(names(fake)).toEqual([])
})

test('what cannot be deleted is written down, and the rest goes', async () => {
  const plugins: Plugin[] = [
    {
      message: 'Delete',
      table: 'account',
      stage: 'preOperation',
      preImage: ['name'],
      run({ preImage }) {
        if (preImage?.['name'] === 'Fabrikam') throw new PluginExecutionError('Fabrikam stays.')
      },
    },
  ]
  const { fake, ask } = await start({ plugins })
  const { json } = await ask('POST', 'BulkDelete', bulkDelete([query('account')]))
  expect(names(fake)).toEqual(['Fabrikam'])
  const failures = await ask(
    'GET',
    `bulkdeletefailures?$select=errordescription,_regardingobjectid_value&$filter=_asyncoperationid_value eq ${json.JobId}`,
  )
  expect(failures.json.value).toMatchObject([{ errordescription: 'Fabrikam stays.', _regardingobjectid_value: id(2) }])
  await ask('POST', 'BulkDelete', bulkDelete([query('account')], { Options: { RunJobForSandbox: true } }))
  expect(names(fake)).toEqual([])
})

test('a recurring bulk delete runs again on the next day', async () => {
  const { fake, ask } = await start()
  const more = { RecurrencePattern: 'FREQ=DAILY;INTERVAL=1', StartDateTime: new Date(fake.clock.now()).toISOString() }
  await ask('POST', 'BulkDelete', bulkDelete([query('account', [above(15)])], more))
  await ask('POST', 'accounts', { name: 'Northwind', revenue: 100 })
  expect(names(fake)).toContain('Northwind')
  fake.clock.advance(86_400_000)
  expect(names(fake)).toEqual(['Contoso', 'Litware'])
})

test('a recurring bulk delete that began long ago runs once, and then at its time of day', async () => {
  const { fake, ask } = await start()
  const more = { RecurrencePattern: 'FREQ=DAILY;INTERVAL=2', StartDateTime: '2020-01-01T04:00:00Z', RunNow: false }
  await ask('POST', 'BulkDelete', bulkDelete([query('account', [above(15)])], more))
  const waiting = fake.rows('asyncoperations').filter(({ statecode }) => statecode === 1)
  expect(fake.rows('asyncoperations')).toHaveLength(2)
  expect(waiting).toMatchObject([{ postponeuntil: expect.stringMatching(/T04:00:00Z$/) }])
  const next = Date.parse(String(waiting[0]?.['postponeuntil']))
  expect(next).toBeGreaterThan(fake.clock.now())
  expect(next).toBeLessThanOrEqual(fake.clock.now() + 2 * 86_400_000)
  expect(fake.rows('bulkdeleteoperations').map(({ nextrun }) => nextrun)).toContain(waiting[0]?.['postponeuntil'])
})

test.each([
  ['no query', { QuerySet: [] }],
  ['no name', { JobName: '' }],
  ['an operator that is none', { QuerySet: [query('account', [{ AttributeName: 'name', Operator: 'Equals' }])] }],
  [
    'an operator that objects have',
    { QuerySet: [query('account', [{ AttributeName: 'name', Operator: 'constructor', Values: [] }])] },
  ],
  [
    'a join that objects have',
    { QuerySet: [query('account', [], { LinkEntities: [{ LinkToEntityName: 'contact', JoinOperator: 'toString' }] })] },
  ],
  ['too few values', { QuerySet: [query('account', [{ AttributeName: 'name', Operator: 'Equal' }])] }],
  ['a column that is none', { QuerySet: [query('account', [{ AttributeName: 'nope', Operator: 'Null' }])] }],
  ['a pattern that is none', { RecurrencePattern: 'FREQ=HOURLY' }],
  ['a date that is none', { StartDateTime: 'tomorrow' }],
])('a bulk delete with %s is refused', async (_what, more) => {
  const { fake, ask } = await start()
  expect((await ask('POST', 'BulkDelete', bulkDelete([query('account')], more))).status).toBe(400)
  expect(names(fake)).toHaveLength(3)
})

test('a bulk delete needs its privilege, and that to delete', async () => {
  const fake = createFakeDynamics({
    seed,
    roles: { Reader: { account: ['read'] }, Bulk: { account: ['read'], prvBulkDelete: 'global' } },
    users: { ada: { roles: ['Reader'] }, grace: { roles: ['Bulk'] } },
  })
  for (const [name, missing] of [
    ['ada', 'prvBulkDelete'],
    ['grace', 'prvDeleteAccount'],
  ] as const) {
    const { token } = await fake.as(name).credential.getToken()
    const answer = await send(fake, token, 'POST', 'BulkDelete', bulkDelete([query('account')]))
    expect(answer).toMatchObject({ status: 403, json: { error: { message: expect.stringContaining(missing) } } })
  }
})

test('duplicates are looked for by a job, which tells each pair once', async () => {
  const { ask } = await start()
  const rule = id(7)
  await ask('POST', 'duplicaterules', {
    duplicateruleid: rule,
    name: 'Same name',
    baseentityname: 'account',
    matchingentityname: 'account',
  })
  await ask('POST', 'duplicateruleconditions', {
    baseattributename: 'name',
    matchingattributename: 'name',
    operatorcode: 0,
    'regardingobjectid@odata.bind': `/duplicaterules(${rule})`,
  })
  await ask('POST', `duplicaterules(${rule})/Microsoft.Dynamics.CRM.PublishDuplicateRule`)
  await ask('POST', 'accounts', { accountid: id(4), name: 'CONTOSO' })
  const { json } = await ask('POST', 'BulkDetectDuplicates', {
    Query: query('account'),
    JobName: 'Twice',
    SendEmailNotification: false,
    TemplateId: '00000000-0000-0000-0000-000000000000',
    ToRecipients: [],
    CCRecipients: [],
    RecurrencePattern: '',
    RecurrenceStartTime: '2020-01-01T00:00:00Z',
  })
  const found = await ask(
    'GET',
    `duplicaterecords?$select=_baserecordid_value,_duplicaterecordid_value&$filter=_asyncoperationid_value eq ${json.JobId}`,
  )
  expect(found.json.value).toMatchObject([{ _baserecordid_value: id(1), _duplicaterecordid_value: id(4) }])
})

const stamp = (run: Plugin['run']): Plugin => ({
  name: 'stamp',
  message: 'Update',
  table: 'account',
  stage: 'postOperation',
  mode: 'asynchronous',
  preImage: ['name'],
  postImage: ['name'],
  run,
})

test('an asynchronous plug-in runs behind the operation, with its images, in a transaction of its own', async () => {
  const { fake, ask } = await start({
    plugins: [
      stamp(({ preImage, postImage, depth, target, systemService }) => {
        systemService.create('task', {
          subject: [preImage?.['name'], postImage?.['name'], target['name'], depth].join(),
        })
      }),
    ],
  })
  await ask('PATCH', `accounts(${id(1)})`, { name: 'Adventure Works' })
  expect(fake.rows('tasks')).toMatchObject([{ subject: 'Contoso,Adventure Works,Adventure Works,1' }])
  const jobs = await ask('GET', 'asyncoperations?$select=name,operationtype,messagename,statuscode')
  expect(jobs.json.value).toMatchObject([{ name: 'stamp', operationtype: 1, messagename: 'Update', statuscode: 30 }])
})

test('what an asynchronous plug-in throws is in its job and not in the answer', async () => {
  const { fake, ask } = await start({
    plugins: [
      stamp(({ systemService }) => {
        systemService.create('task', { subject: 'gone' })
        throw new PluginExecutionError('No.')
      }),
    ],
  })
  expect((await ask('PATCH', `accounts(${id(1)})`, { name: 'Litware' })).status).toBe(204)
  expect(fake.rows('tasks')).toEqual([])
  const jobs = await ask('GET', 'asyncoperations?$select=statecode,statuscode,message')
  expect(jobs.json.value).toMatchObject([{ statecode: 3, statuscode: 31, message: 'No.' }])
})

test('an asynchronous plug-in of an operation that was taken back does not run', async () => {
  const ran: string[] = []
  const { ask } = await start({
    plugins: [
      stamp(() => void ran.push('asynchronous')),
      {
        message: 'Update',
        stage: 'postOperation',
        rank: 2,
        run() {
          throw new PluginExecutionError('No.')
        },
      },
    ],
  })
  expect((await ask('PATCH', `accounts(${id(1)})`, { name: 'Litware' })).status).toBe(400)
  expect(ran).toEqual([])
})

test('asynchronous plug-ins that call each other end at the depth limit', async () => {
  const { ask } = await start({
    plugins: [stamp(({ id: row, systemService }) => systemService.update('account', row, { name: 'Again' }))],
  })
  await ask('PATCH', `accounts(${id(1)})`, { name: 'Litware' })
  const jobs = await ask('GET', 'asyncoperations?$select=depth,statuscode&$orderby=depth')
  expect(jobs.json.value.map(({ statuscode }: { statuscode: number }) => statuscode)).toEqual([
    ...Array(7).fill(30),
    31,
  ])
})

test('headers pass synchronous and asynchronous plug-ins by', async () => {
  const ran: string[] = []
  const { ask } = await start({
    plugins: [
      stamp(() => void ran.push('asynchronous')),
      { message: 'Update', stage: 'postOperation', run: () => void ran.push('synchronous') },
    ],
  })
  for (const logic of ['CustomSync', 'CustomAsync', 'CustomSync,CustomAsync', '']) {
    await ask('PATCH', `accounts(${id(1)})`, { name: 'x' }, { 'MSCRM.BypassBusinessLogicExecution': logic })
    ran.push(';')
  }
  expect(ran.join(' ')).toBe('asynchronous ; synchronous ; ; synchronous asynchronous ;')
})

test('rows of jobs that somebody else made are left as they are', async () => {
  const rows = { asyncoperations: [{ asyncoperationid: id(8), name: 'Recorded', operationtype: 13, statecode: 0 }] }
  const { fake, ask } = await start({ rows })
  for (const operationtype of [1, 8, 13]) {
    const body = { name: 'By hand', operationtype, data: '{"queries":[],"plugin":0}' }
    expect((await ask('POST', 'asyncoperations', body)).status).toBe(204)
  }
  fake.clock.advance(60_000)
  const { json } = await ask('GET', 'asyncoperations?$select=statecode')
  expect(json.value.map(({ statecode }: { statecode: number }) => statecode)).toEqual([0, 0, 0, 0])
})

test('a bulk delete that finds its own rows leaves nothing of them', async () => {
  const { ask } = await start()
  await ask('POST', 'BulkDelete', bulkDelete([query('asyncoperation'), query('bulkdeleteoperation')]))
  for (const set of ['asyncoperations', 'bulkdeleteoperations'])
    expect((await ask('GET', `${set}?$select=name`)).json.value).toEqual([])
})
