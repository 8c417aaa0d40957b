import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeAccessToken } from '@dynamics-kit/auth'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createProgram } from '../src/program.ts'
import { run, startFake } from './generate/run-command.ts'

const xml = '<fetch><entity name="account"><attribute name="name"/><order attribute="name"/></entity></fetch>'

let world: Awaited<ReturnType<typeof startFake>>
let folder: string

beforeAll(async () => {
  world = await startFake({
    seed: {
      accounts: [
        { name: 'Contoso, "Ltd"', revenue: 20_000_000, description: 'one\ntwo' },
        { name: 'Fabrikam', revenue: null },
        { name: 'Adventure Works' },
      ],
    },
  })
  folder = await mkdtemp(join(tmpdir(), 'commands-test-'))
})

afterAll(async () => {
  await world.server.close()
  await rm(folder, { recursive: true })
})

beforeEach(() => {
  for (const [name, value] of Object.entries(world.variables)) vi.stubEnv(name, value)
})

afterEach(() => vi.unstubAllEnvs())

async function runWithInput(input: string, ...args: string[]) {
  let out = ''
  const code = await createProgram({
    out: (text) => (out += text),
    error: () => undefined,
    input: async () => input,
    stopped: () => new Promise(() => undefined),
  }).run(args)
  return { code, out }
}

describe('token', () => {
  test('prints a token alone, for the environment', async () => {
    const { code, out, error } = await run('token')
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out).toMatch(/^\S+\n$/)
    expect(decodeAccessToken(out.trim()).aud).toBe(world.server.url)
  })

  test('of another service, with its expiry, and no environment', async () => {
    vi.stubEnv('DYNAMICS_URL', '')
    const { out } = await run('token', '--scope', 'https://graph.microsoft.com/.default', '--json')
    const { token, expires } = JSON.parse(out) as { token: string; expires: string }
    expect(decodeAccessToken(token).aud).toBe('https://graph.microsoft.com')
    expect(Date.parse(expires)).toBeGreaterThan(Date.now())
  })

  test('without one says what to do, and shows no secret', async () => {
    vi.stubEnv('AZURE_CLIENT_SECRET', 'abc8Q~not-a-real-secret-of-this-app-000')
    const { code, out, error } = await run('token')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(error).toMatch(/AADSTS7000215[\s\S]*Step 1 \(app registration\): Create a new client secret/)
    expect(error).not.toContain('not-a-real-secret')
  })

  test('where the secret is empty says which variables there are', async () => {
    vi.stubEnv('AZURE_CLIENT_SECRET', '')
    expect(await run('token')).toMatchObject({
      code: 2,
      out: '',
      error:
        'dynamics-kit: None of AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH, AZURE_FEDERATED_TOKEN_FILE is set\nStep 3 (access token): Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or one of the other proofs.\n',
    })
  })
})

describe('whoami', () => {
  test('prints ids for people and for programs', async () => {
    const { out } = await run('whoami', '--json')
    const me = JSON.parse(out) as Record<string, string>
    expect(me).toMatchObject({ environment: world.server.url })
    expect((await run('whoami')).out).toBe(
      `environment    ${me['environment']}\nuser           ${me['userId']}\nbusiness unit  ${me['businessUnitId']}\norganization   ${me['organizationId']}\n`,
    )
  })

  test('says why it is nobody', async () => {
    const app = world.fake.addApp({ applicationUser: false })
    vi.stubEnv('AZURE_CLIENT_ID', app.clientId)
    vi.stubEnv('AZURE_CLIENT_SECRET', app.clientSecret)
    const { code, error } = await run('whoami')
    expect(code).toBe(1)
    expect(error).toMatch(/0x80072560.*New app user/)
    expect(error.match(/New app user/g)).toHaveLength(1)
  })
})

describe('query', () => {
  const query = 'accounts?$select=name,revenue&$orderby=name'

  test('a table, columns aligned', async () => {
    const { code, out } = await run('query', query)
    expect(code).toBe(0)
    const [head, rule, first] = out.split('\n')
    expect(head).toMatch(/^name {13}revenue {3}_transactioncurrencyid_value +accountid$/)
    expect(rule).toMatch(/^-{15} {2}-{8} {2}-{36} {2}-{36}$/)
    expect(first).toMatch(/^Adventure Works/)
  })

  test('CSV by RFC 4180', async () => {
    const { out } = await run('query', "accounts?$select=name,description&$filter=startswith(name,'Con')", '-o', 'csv')
    expect(out).toMatch(/^name,description,accountid\r\n"Contoso, ""Ltd""","one\ntwo",[0-9a-f-]{36}\r\n$/)
  })

  test('JSON, an array; JSON lines, a row a line', async () => {
    const rows = JSON.parse((await run('query', query, '-o', 'json')).out) as { name: string }[]
    expect(rows.map(({ name }) => name)).toEqual(['Adventure Works', 'Contoso, "Ltd"', 'Fabrikam'])
    const lines = (await run('query', query, '-o', 'jsonl')).out.trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(rows.map(({ name }) => name))
  })

  test('nothing found is said, or an empty array', async () => {
    const nothing = "accounts?$select=name&$filter=name eq 'nobody'"
    expect((await run('query', nothing)).out).toBe('No rows.\n')
    expect((await run('query', nothing, '-o', 'json')).out).toBe('[]\n')
    expect((await run('query', nothing, '-o', 'csv')).out).toBe('')
  })

  test('values as people read them', async () => {
    const { out } = await run('query', "accounts?$select=revenue&$filter=startswith(name,'Con')", '-f', '-o', 'jsonl')
    expect(JSON.parse(out)).toMatchObject({ revenue: '$20,000,000.00' })
  })

  test('FetchXML, from the command line, a file and stdin', async () => {
    const file = join(folder, 'accounts.xml')
    await writeFile(file, xml)
    const direct = await run('query', xml, '-o', 'jsonl')
    expect(direct.out.split('\n').map((line) => line && (JSON.parse(line) as { name: string }).name)).toEqual([
      'Adventure Works',
      'Contoso, "Ltd"',
      'Fabrikam',
      '',
    ])
    expect((await run('query', `@${file}`, '-o', 'jsonl')).out).toBe(direct.out)
    expect((await runWithInput(xml, 'query', '-', '-o', 'jsonl')).out).toBe(direct.out)
  })

  test('all pages, or as many rows as wanted', async () => {
    const many = await startFake({
      seed: { contacts: Array.from({ length: 5200 }, (_, index) => ({ lastname: `L${index}` })) },
    })
    try {
      for (const [name, value] of Object.entries(many.variables)) vi.stubEnv(name, value)
      const all = await run('query', 'contacts?$select=lastname', '-o', 'jsonl')
      expect(all.out.trimEnd().split('\n')).toHaveLength(5200)
      const some = await run('query', 'contacts?$select=lastname', '-o', 'jsonl', '--max', '3')
      expect(some.out.trimEnd().split('\n')).toHaveLength(3)
      expect(some.error).toBe('Stopped after 3 rows; --max 0 reads all.\n')
      const table = await run('query', 'contacts?$select=lastname')
      expect(table.out.trimEnd().split('\n')).toHaveLength(202)
    } finally {
      await many.server.close()
    }
  })

  test.each([
    ['a misspelt entity set', ['acounts?$select=name'], 1, /There is no entity set acounts\. Did you mean accounts\?/],
    ['a misspelt table in FetchXML', ['<fetch><entity name="acount"/></fetch>'], 1, /has no table acount/],
    ['a misspelt column', ['accounts?$select=nam'], 1, /Could not find a property named 'nam'/],
    ['broken FetchXML', ['<fetch><entity></fetch>'], 2, /^dynamics-kit: query: /],
    ['an unknown form', ['accounts', '-o', 'cvs'], 2, /Allowed choices are table, json, jsonl, csv/],
    ['no number', ['accounts', '--max', 'many'], 2, /whole number/],
    ['no such file', ['@/nowhere.xml'], 2, /\/nowhere\.xml does not exist/],
    ['nothing', [' '], 2, /query: is empty/],
    [
      '$select that the shell took',
      ['accounts?=name&=revenue desc'],
      2,
      /no name: =name\. Put all of it in single quotes/,
    ],
    ['select without its $', ['accounts?select=name'], 2, /Did you mean \$select\?/],
    ['a path that Git Bash made', ['C:/Program Files/Git/api/data/v9.2/accounts'], 2, /Git Bash rewrites those/],
  ])('%s is told', async (_, args, code, message) => {
    const ran = await run('query', ...args)
    expect(ran.error).toMatch(message)
    expect(ran.code).toBe(code)
  })
})

describe('request', () => {
  test('reads, creates with a body, and deletes', async () => {
    expect(JSON.parse((await run('request', 'get', '/api/data/v9.2/RetrieveVersion()')).out)).toHaveProperty('Version')
    const created = await run('request', 'POST', 'accounts', '--body', '{"name":"Wingtip"}')
    expect(created.error).toMatch(/^204 http:\/\/.*\/accounts\([0-9a-f-]{36}\)\n$/)
    const id = /accounts\(.*\)/.exec(created.error)?.[0] ?? ''
    const shown = await run('request', 'GET', `${id}?$select=name`, '--include')
    expect(shown.out).toMatch(/^200\n(?:[\w-]+: .*\n)+\n\{\n[\s\S]*"name": "Wingtip"/)
    expect((await run('request', 'DELETE', id)).error).toBe('204\n')
  })

  test('takes headers, and a body from stdin', async () => {
    const args = ['request', 'POST', 'accounts?$select=name', '--body', '-', '-H', 'Prefer: return=representation']
    expect(JSON.parse((await runWithInput('{"name":"Litware"}', ...args)).out)).toMatchObject({ name: 'Litware' })
  })

  test.each([
    [['GTE', 'accounts'], 2, /Did you mean GET/],
    [['GET', 'https://fabrikam.crm.dynamics.com/api/data/v9.2/accounts'], 2, /is not the environment of this client/],
    [['GET', 'accounts', '--body', '{}'], 2, /--body: GET has none/],
    [['GET', 'accounts?top=1'], 2, /Did you mean \$top\?/],
    [['POST', 'accounts', '--body', '{name'], 2, /--body: is not JSON/],
    [['GET', 'accounts', '-H', 'Authorization: Bearer x'], 2, /The token is added by itself/],
    [['GET', 'nothing'], 1, /404/],
  ])('%j', async (args, code, message) => {
    const ran = await run('request', ...args)
    expect(ran.error).toMatch(message)
    expect(ran.code).toBe(code)
  })
})

describe('every command', () => {
  test.each(['doctor', 'token', 'whoami', 'query', 'request'])(
    '%s --help has examples and exit codes',
    async (name) => {
      const { code, out } = await run(name, '--help')
      expect(code).toBe(0)
      expect(out).toMatch(new RegExp(`\\nExamples:\\n.*dynamics-kit ${name}`))
      expect(out).toMatch(/\nExit codes: 0 /)
    },
  )

  test.each(['token', 'whoami'])('%s without an environment is told how to name it', async (name) => {
    vi.stubEnv('DYNAMICS_URL', '')
    expect(await run(name)).toEqual({
      code: 2,
      out: '',
      error: 'dynamics-kit: Which environment? Give --url, or set DYNAMICS_URL.\n',
    })
  })

  test('a misspelt one is told which it may be', async () => {
    expect((await run('whoam')).error).toMatch(/Did you mean whoami/)
  })
})
