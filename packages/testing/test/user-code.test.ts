import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type CustomApi, type Plugin, PluginExecutionError } from '../src/index.ts'
import { createHarness, type Harness } from './dynamics-harness.ts'

const withPlugins = (...plugins: Plugin[]): Promise<Harness> => createHarness({ plugins })

const id = '11111111-0000-4000-8000-000000000001'

const create = (harness: Harness, body: object = {}) =>
  harness.send('POST', 'accounts', { body: { accountid: id, name: 'Contoso', ...body } })

const read = async (harness: Harness, columns: string) =>
  (await harness.send('GET', `accounts(${id})?$select=${columns}`)).json

describe('plug-ins', () => {
  test('run in the order of their stages and ranks', async () => {
    const seen: string[] = []
    const at = (stage: Plugin['stage'], rank?: number): Plugin => ({
      message: 'Create',
      table: 'account',
      stage,
      ...(rank === undefined ? {} : { rank }),
      run: ({ stage: now, id: key }) => void seen.push(`${now} ${rank ?? 1} ${key === '' ? 'new' : key}`),
    })
    const harness = await withPlugins(
      at('postOperation'),
      at('preOperation', 2),
      at('preOperation', 1),
      at('preValidation'),
    )
    await create(harness)
    expect(seen).toEqual(['preValidation 1 new', 'preOperation 1 new', 'preOperation 2 new', `postOperation 1 ${id}`])
  })

  test('change what is written', async () => {
    const harness = await withPlugins({
      message: 'Create',
      table: 'account',
      stage: 'preOperation',
      run({ target }) {
        target['name'] = String(target['name']).toUpperCase()
        target['numberofemployees'] = 7
      },
    })
    expect((await create(harness)).status).toBe(204)
    expect(await read(harness, 'name,numberofemployees')).toMatchObject({ name: 'CONTOSO', numberofemployees: 7 })
  })

  test('refuse in their own words, and nothing is written', async () => {
    const harness = await withPlugins({
      message: 'Create',
      table: 'account',
      stage: 'postOperation',
      run({ service }) {
        service.create('task', { subject: 'Made before the refusal' })
        throw new PluginExecutionError('Please provide a valid name.')
      },
    })
    const answer = await create(harness)
    expect([answer.status, answer.json.error]).toEqual([
      400,
      { code: '0x80040265', message: 'Please provide a valid name.' },
    ])
    expect((await harness.send('GET', 'accounts/$count')).text).toBe('0')
    expect((await harness.send('GET', 'tasks/$count')).text).toBe('0')
  })

  test('that break are an error of their own', async () => {
    const harness = await withPlugins({
      name: 'Contoso.Numbering',
      message: 'Create',
      stage: 'preValidation',
      run() {
        throw new RangeError('too many')
      },
    })
    const answer = await create(harness)
    expect([answer.status, answer.json.error.code]).toEqual([500, '0x80040224'])
    expect(answer.json.error.message).toContain('Contoso.Numbering: RangeError: too many')
  })

  test('see a row before and after', async () => {
    const seen: unknown[] = []
    const harness = await withPlugins({
      message: 'Update',
      table: 'account',
      stage: 'postOperation',
      preImage: ['name'],
      postImage: ['name', 'primarycontactid'],
      run: ({ preImage, postImage, target }) => void seen.push(preImage, postImage, target),
    })
    await create(harness)
    await harness.send('PATCH', `accounts(${id})`, { body: { name: 'Fabrikam' } })
    expect(seen).toEqual([{ name: 'Contoso' }, { name: 'Fabrikam' }, { name: 'Fabrikam' }])
  })

  test('run only for the columns that they filter', async () => {
    let runs = 0
    const harness = await withPlugins({
      message: 'Update',
      table: 'account',
      stage: 'preOperation',
      filteringColumns: ['name', 'primarycontactid'],
      run: () => void (runs += 1),
    })
    await create(harness)
    await harness.send('PATCH', `accounts(${id})`, { body: { description: 'x' } })
    expect(runs).toBe(0)
    await harness.send('PATCH', `accounts(${id})`, { body: { name: 'x' } })
    await harness.send('PATCH', `accounts(${id})`, { body: { 'primarycontactid@odata.bind': null } })
    expect(runs).toBe(2)
  })

  test('run for rows that go along with a deleted one', async () => {
    const seen: unknown[] = []
    const harness = await withPlugins({
      message: 'Delete',
      stage: 'preOperation',
      preImage: true,
      run: ({ table, preImage }) => void seen.push([table, preImage?.['name'] ?? preImage?.['subject']]),
    })
    await create(harness)
    await harness.send('POST', 'tasks', {
      body: { subject: 'Call', 'regardingobjectid_account_task@odata.bind': `/accounts(${id})` },
    })
    await harness.send('DELETE', `accounts(${id})`)
    expect(seen).toEqual([
      ['account', 'Contoso'],
      ['task', 'Call'],
    ])
  })

  test('that call themselves are stopped', async () => {
    const depths: number[] = []
    const harness = await withPlugins({
      message: 'Create',
      table: 'account',
      stage: 'postOperation',
      run({ depth, service }) {
        depths.push(depth)
        service.create('account', { name: `Depth ${depth}` })
      },
    })
    const answer = await create(harness)
    expect([answer.status, answer.json.error.code]).toEqual([400, '0x80044182'])
    expect(depths).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect((await harness.send('GET', 'accounts/$count')).text).toBe('0')
  })

  test('act as the user, or as the system', async () => {
    const outcomes: string[] = []
    const harness = await withPlugins({
      message: 'Create',
      table: 'account',
      stage: 'preValidation',
      run({ service, systemService }) {
        systemService.create('subject', { title: 'As the system' })
        try {
          service.create('subject', { title: 'As the user' })
        } catch (error) {
          outcomes.push(error instanceof Error ? error.message : '')
        }
      },
    })
    const app = harness.addApp('Worker')
    harness.environment.addApplicationUser(app, { roles: ['Basic User'] })
    const authorization = `Bearer ${await harness.tokenFor(app)}`
    const answer = await harness.send('POST', 'accounts', { headers: { authorization }, body: { name: 'x' } })
    expect(answer.status).toBe(204)
    expect(outcomes).toEqual([expect.stringContaining('is missing prvCreateSubject privilege')])
    expect((await harness.send('GET', 'subjects?$select=title')).json.value).toMatchObject([{ title: 'As the system' }])
  })

  test('share variables, and read with FetchXML', async () => {
    const seen: unknown[] = []
    const fetchXml = '<fetch><entity name="account"><attribute name="name"/><order attribute="name"/></entity></fetch>'
    const harness = await withPlugins(
      {
        message: 'Create',
        table: 'account',
        stage: 'preValidation',
        run: ({ sharedVariables }) => void (sharedVariables['before'] = 1),
      },
      {
        message: 'Create',
        table: 'account',
        stage: 'postOperation',
        run: ({ sharedVariables, service }) =>
          void seen.push(
            sharedVariables['before'],
            service.fetch(fetchXml).map(({ name }) => name),
          ),
      },
    )
    await create(harness)
    expect(seen).toEqual([1, ['Contoso']])
  })

  test('are bypassed by who may', async () => {
    const harness = await withPlugins({
      message: 'Create',
      stage: 'preValidation',
      run() {
        throw new PluginExecutionError('no')
      },
    })
    const bypass = { 'MSCRM.BypassBusinessLogicExecution': 'CustomSync' }
    expect((await create(harness)).status).toBe(400)
    const answer = await harness.send('POST', 'accounts', { headers: bypass, body: { name: 'x' } })
    expect(answer.status).toBe(204)
    const app = harness.addApp('Worker')
    harness.environment.addApplicationUser(app, { roles: ['Basic User'] })
    const authorization = `Bearer ${await harness.tokenFor(app)}`
    const refused = await harness.send('POST', 'accounts', {
      headers: { ...bypass, authorization },
      body: { name: 'x' },
    })
    expect([refused.status, refused.json.error.message]).toEqual([
      403,
      expect.stringContaining('prvBypassCustomBusinessLogic'),
    ])
  })
})

const double: CustomApi = {
  uniqueName: 'sample_Double',
  parameters: { Value: 'Integer', Note: 'String?' },
  response: { Result: 'Integer', Said: 'String' },
  run: ({ parameters }) => ({ Result: Number(parameters['Value']) * 2, Said: String(parameters['Note'] ?? 'nothing') }),
}

const withApis = (...customApis: CustomApi[]): Promise<Harness> => createHarness({ customApis })

describe('Custom APIs', () => {
  test('are called as actions', async () => {
    const harness = await withApis(double)
    const answer = await harness.send('POST', 'sample_Double', { body: { Value: 21, Note: 'twice' } })
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        '@odata.context': expect.stringMatching(/\$metadata#Microsoft\.Dynamics\.CRM\.sample_DoubleResponse$/),
        Result: 42,
        Said: 'twice',
      },
    ])
  })

  test.each([
    [{}, "non-empty value for parameter 'Value'"],
    [{ Value: 'x' }, "parameter 'Value' of 'sample_Double' to Integer"],
    [{ Value: 1.5 }, 'to Integer'],
    [{ Value: 1, Note: 2 }, 'to String'],
    [{ Value: 1, Other: 2 }, "parameter 'Other'"],
  ])('refuse %j', async (body, message) => {
    const harness = await withApis(double)
    const answer = await harness.send('POST', 'sample_Double', { body })
    expect([answer.status, answer.json.error.message]).toEqual([400, expect.stringContaining(message)])
  })

  test('are called as functions, and by no other method', async () => {
    const harness = await withApis({ ...double, isFunction: true })
    const answer = await harness.send('GET', "sample_Double(Value=3,Note=@n)?@n='by alias'")
    expect([answer.status, answer.json]).toEqual([200, expect.objectContaining({ Result: 6, Said: 'by alias' })])
    expect((await harness.send('POST', 'sample_Double', { body: { Value: 1 } })).status).toBe(404)
  })

  test('are called on a row, in one transaction', async () => {
    const harness = await withApis({
      uniqueName: 'sample_Rename',
      boundTo: 'account',
      parameters: { Name: 'String' },
      run({ id: key, parameters, service }) {
        service.update('account', key ?? '', { name: parameters['Name'] })
        if (parameters['Name'] === 'Taken') throw new PluginExecutionError('That name is taken.')
      },
    })
    await create(harness)
    const path = `accounts(${id})/Microsoft.Dynamics.CRM.sample_Rename`
    expect((await harness.send('POST', path, { body: { Name: 'Fabrikam' } })).status).toBe(204)
    const refused = await harness.send('POST', path, { body: { Name: 'Taken' } })
    expect([refused.status, refused.json.error.code]).toEqual([400, '0x80040265'])
    expect(await read(harness, 'name')).toMatchObject({ name: 'Fabrikam' })
  })

  test('have plug-ins around them', async () => {
    const harness = await createHarness({
      customApis: [double],
      plugins: [
        { message: 'sample_Double', stage: 'preOperation', run: ({ target }) => void (target['Value'] = 5) },
        { message: 'sample_Double', stage: 'postOperation', run: ({ output }) => void (output['Said'] = 'changed') },
      ],
    })
    const answer = await harness.send('POST', 'sample_Double', { body: { Value: 1 } })
    expect(answer.json).toMatchObject({ Result: 10, Said: 'changed' })
  })

  test('need the privilege that they name', async () => {
    const harness = await withApis({ ...double, executePrivilege: 'prvReadAccount' })
    const app = harness.addApp('Worker')
    harness.environment.addApplicationUser(app, { roles: ['Delegate'] })
    const authorization = `Bearer ${await harness.tokenFor(app)}`
    const answer = await harness.send('POST', 'sample_Double', { headers: { authorization }, body: { Value: 1 } })
    expect([answer.status, answer.json.error.message]).toEqual([403, expect.stringContaining('prvReadAccount')])
  })

  test('are told by $metadata and by rows', async () => {
    const harness = await withApis(double)
    const metadata = await harness.send('GET', '$metadata', { headers: { accept: 'application/xml' } })
    expect(metadata.text).toContain('<Action Name="sample_Double">')
    const told = await harness.send(
      'GET',
      'customapis?$select=uniquename&$expand=CustomAPIRequestParameters($select=uniquename,type,isoptional;$orderby=uniquename),CustomAPIResponseProperties($select=uniquename,type;$orderby=uniquename desc)',
    )
    expect(told.json.value).toMatchObject([
      {
        uniquename: 'sample_Double',
        CustomAPIRequestParameters: [
          { uniquename: 'Note', type: 10, isoptional: true },
          { uniquename: 'Value', type: 7, isoptional: false },
        ],
        CustomAPIResponseProperties: [
          { uniquename: 'Said', type: 10 },
          { uniquename: 'Result', type: 7 },
        ],
      },
    ])
  })

  test('run in the background, and the status monitor tells', async () => {
    const harness = await withApis(double)
    const headers = { prefer: 'respond-async' }
    const accepted = await harness.send('POST', 'sample_Double', { headers, body: { Value: 4 } })
    const location = accepted.headers.get('location') ?? ''
    expect(accepted.status).toBe(202)
    expect(accepted.headers.get('preference-applied')).toBe('respond-async')
    expect(location).toBe(
      `https://contoso.crm.dynamics.com/api/backgroundoperation/${accepted.headers.get('x-ms-dyn-backgroundoperationid')}`,
    )
    expect((await harness.send('GET', location)).json).toEqual({
      backgroundOperationStateCode: 3,
      backgroundOperationStatusCode: 30,
      Result: 8,
      Said: 'nothing',
    })
  })

  test('that fail in the background say why', async () => {
    const harness = await withApis({
      uniqueName: 'sample_Fail',
      run() {
        throw new PluginExecutionError('Not today.')
      },
    })
    const accepted = await harness.send('POST', 'sample_Fail', { headers: { prefer: 'respond-async' }, body: {} })
    expect((await harness.send('GET', accepted.headers.get('location') ?? '')).json).toEqual({
      backgroundOperationStateCode: 3,
      backgroundOperationStatusCode: 31,
      backgroundOperationErrorCode: -2_147_220_891,
      backgroundOperationErrorMessage: 'Not today.',
    })
  })

  test('in the background send their end to the address that was asked for, without the outputs', async () => {
    const received = Promise.withResolvers<unknown>()
    const server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => (text += chunk.toString()))
      request.on('end', () => {
        received.resolve({ method: request.method, type: request.headers['content-type'], body: JSON.parse(text) })
        response.end()
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const harness = await withApis(double)
    const prefer = `respond-async, callback; url="http://127.0.0.1:${port}/done"`
    const accepted = await harness.send('POST', 'sample_Double', { headers: { prefer }, body: { Value: 4 } })
    const operation = accepted.headers.get('x-ms-dyn-backgroundoperationid')
    const location = accepted.headers.get('location')
    expect([accepted.status, accepted.json]).toEqual([202, { backgroundOperationId: operation, location }])
    expect(await received.promise).toEqual({
      method: 'POST',
      type: 'application/json',
      body: {
        location,
        backgroundOperationId: operation,
        backgroundOperationStateCode: 3,
        backgroundOperationStatusCode: 30,
      },
    })
    server.close()
  })

  test.each([
    [{ ...double, uniqueName: 'Double' }, "'Double' needs the prefix of a publisher"],
    [{ ...double, boundTo: 'nothing' }, "bound to 'nothing', which is no table"],
  ])('that make no sense are refused when the fake is made: %#', async (api, message) => {
    await expect(withApis(api)).rejects.toThrow(message)
  })
})
