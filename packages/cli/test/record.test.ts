import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createClient } from '@dynamics-kit/client'
import { clientSecret, fromEnvironment } from '@dynamics-kit/auth'
import { createProgram } from '../src/program.ts'
import { startFake } from './generate/run-command.ts'

const contact = 'c0000000-0000-4000-8000-000000000001'

let world: Awaited<ReturnType<typeof startFake>>
let folder: string

beforeAll(async () => {
  world = await startFake({
    seed: {
      contacts: [{ contactid: contact, firstname: 'Yvonne', lastname: 'McKay', emailaddress1: 'yvonne@contoso.com' }],
      accounts: [
        {
          name: 'Contoso',
          revenue: 20_000_000,
          telephone1: '+1 425 555 0100',
          'primarycontactid@odata.bind': `/contacts(${contact})`,
        },
        { name: 'Fabrikam', industrycode: 1 },
      ],
    },
  })
})
afterAll(() => world.server.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-test-'))
  for (const [name, value] of Object.entries(world.variables)) vi.stubEnv(name, value)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

interface Ready {
  readonly dynamics: string
  readonly authority: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
}

/** Runs a command that listens, uses it, and ends it. */
async function during<Result>(args: readonly string[], use: (ready: Ready) => Promise<Result>): Promise<Result> {
  let stop: () => void = () => undefined
  const stopped = new Promise<void>((resolve) => (stop = resolve))
  let errors = ''
  const output = Promise.withResolvers<string>()
  const exit = createProgram({
    out: output.resolve,
    error: (text) => (errors += text),
    stopped: () => stopped,
  }).run([...args, '--port', '0', '--http', '--json'])
  void exit.then((code) => output.reject(new Error(`ended with ${code}: ${errors}`)))
  const result = await use(JSON.parse(await output.promise) as Ready)
  stop()
  expect(await exit).toBe(0)
  return result
}

function clientOf({ dynamics, authority, tenantId, clientId, clientSecret: secret }: Ready) {
  const credential = clientSecret({ tenantId, clientId, clientSecret: secret, authority: new URL(authority).origin })
  return createClient({ url: dynamics, credential })
}

test('what a program read is there again, made up, and can be changed', async () => {
  const out = join(folder, 'contoso')
  const recorded = await during(['record', '--out', out], async (ready) => {
    const dynamics = clientOf(ready)
    const query = dynamics.from('accounts').select('name', 'revenue', 'telephone1', 'createdon')
    const rows = await query.expand('primarycontactid', (one) => one.select('fullname', 'emailaddress1')).all()
    await dynamics.from('contacts').select('fullname').all()
    return rows
  })
  expect(recorded.map(({ name }) => name)).toEqual(['Contoso', 'Fabrikam'])

  const files = ['rows.json', 'exchanges.jsonl'].map((name) => readFileSync(join(out, name), 'utf8')).join()
  for (const secret of [
    'Contoso',
    'Fabrikam',
    'McKay',
    'yvonne',
    '0100',
    world.variables['AZURE_CLIENT_SECRET'] ?? '-',
  ])
    expect(files).not.toContain(secret)
  expect(statSync(join(out, 'rows.json')).mode & 0o777).toBe(0o600)

  await during(['emulator', '--replay', out], async (ready) => {
    const dynamics = clientOf(ready)
    const rows = await dynamics
      .from('accounts')
      .select('accountid', 'name', 'revenue', 'createdon')
      .expand('primarycontactid', (one) => one.select('fullname', 'emailaddress1'))
      .all()
    expect(rows).toHaveLength(2)
    const [first] = rows
    expect(first).toMatchObject({ revenue: 20_000_000, createdon: recorded[0]?.['createdon'] })
    expect(first?.['name']).toMatch(/^Text [0-9a-f]{8}$/)
    expect(first?.['primarycontactid']).toMatchObject({
      emailaddress1: expect.stringMatching(/^person-[0-9a-f]{8}@contoso\.example$/) as string,
    })
    await dynamics.update('accounts', String(first?.['accountid']), { name: 'Contoso' })
    expect(await dynamics.from('accounts').select('name').all()).toContainEqual({ name: 'Contoso' })
  })
})

test('writes reach the environment, and links lead to the recorder', async () => {
  const out = join(folder, 'contoso')
  const id = await during(['record', '--out', out, '--no-scrub'], async (ready) => {
    const dynamics = clientOf(ready)
    const { headers } = await dynamics.request('POST', 'accounts', { body: { name: 'Adventure Works' } })
    expect(headers.get('OData-EntityId')).toContain(ready.dynamics)
    return /\(([^)]+)\)$/.exec(headers.get('OData-EntityId') ?? '')?.[1] ?? ''
  })
  const there = createClient({ url: world.server.url, credential: fromEnvironment(world.variables) })
  expect(await there.retrieve('accounts', id, { select: ['name'] })).toEqual({ name: 'Adventure Works' })
  const exchanges = readFileSync(join(out, 'exchanges.jsonl'), 'utf8')
  expect(JSON.parse(exchanges.split('\n')[0] ?? '')).toMatchObject({
    method: 'POST',
    request: { name: 'Adventure Works' },
    status: 204,
  })
})

test('a recording is never replaced, and a broken one is told', async () => {
  const out = join(folder, 'contoso')
  await during(['record', '--out', out], () => Promise.resolve())
  await expect(during(['record', '--out', out], () => Promise.resolve())).rejects.toThrow(/ended with 2: .*already/)
  await expect(during(['emulator', '--replay', folder], () => Promise.resolve())).rejects.toThrow(
    /ended with 2: .*metadata\.xml\.gz cannot be read/,
  )
})

test('a recording that could not begin leaves nothing behind', async () => {
  const out = join(folder, 'contoso')
  const port = new URL(world.server.url).port
  let error = ''
  const code = await createProgram({
    out: () => undefined,
    error: (text) => (error += text),
    stopped: () => new Promise(() => undefined),
  }).run(['record', '--out', out, '--http', '--port', port])
  expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(/Port \d+ on 127\.0\.0\.1 is in use/) })
  expect(existsSync(out)).toBe(false)
})

test('who comes without a token is told where to get one', async () => {
  await during(['record', '--out', join(folder, 'contoso')], async ({ dynamics, tenantId }) => {
    const { status, headers } = await fetch(`${dynamics}/api/data/v9.2/WhoAmI`)
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toContain(`${dynamics}/${tenantId}/oauth2/authorize`)
  })
})
