import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { request as plainRequest } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProgram } from '../src/program.ts'
import type { Terminal } from '../src/terminal.ts'

interface Ready {
  dynamics: string
  authority: string
  tokenEndpoint: string
  graph: string
  control: string
  tenantId: string
  clientId: string
  clientSecret: string
  ca?: string
  environments?: { name: string; dynamics: string }[]
  tenants?: (Pick<Ready, 'authority' | 'tokenEndpoint' | 'tenantId' | 'clientId' | 'clientSecret'> & {
    name: string
    domain: string
    environments: { name: string; dynamics: string }[]
  })[]
}

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulator-test-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs the command in this process; `stop` is Ctrl-C. */
function start(...args: string[]) {
  let stop: () => void = () => undefined
  const stopped = new Promise<void>((resolve) => (stop = resolve))
  let output = ''
  let errors = ''
  let printed: () => void = () => undefined
  const firstOutput = new Promise<void>((resolve) => (printed = resolve))
  const terminal: Terminal = {
    out(text) {
      output += text
      printed()
    },
    error(text) {
      errors += text
    },
    stopped: () => stopped,
  }
  const exit = createProgram(terminal).run(args)
  return { stop, exit, output: () => output, errors: () => errors, ready: Promise.race([firstOutput, exit]) }
}

async function withEmulator(args: string[], use: (ready: Ready) => Promise<void>): Promise<void> {
  const emulator = start('emulator', '--port', '0', '--json', '--http', ...args)
  await emulator.ready
  expect(emulator.errors()).toBe('')
  try {
    await use(JSON.parse(emulator.output()) as Ready)
  } finally {
    emulator.stop()
  }
  expect(await emulator.exit).toBe(0)
  expect(emulator.output().trimEnd().split('\n')).toHaveLength(1)
}

async function tokenFor(ready: Ready): Promise<string> {
  const response = await fetch(ready.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: ready.clientId,
      client_secret: ready.clientSecret,
      scope: `${ready.dynamics}/.default`,
    }),
  })
  return ((await response.json()) as { access_token: string }).access_token
}

async function get(ready: Ready, path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${ready.dynamics}/api/data/v9.2/${path}`, {
    headers: { authorization: `Bearer ${await tokenFor(ready)}`, accept: 'application/json' },
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('the ready line', () => {
  test('names everything a script needs, for an app that is a System Administrator', async () => {
    await withEmulator([], async (ready) => {
      const { origin } = new URL(ready.dynamics)
      expect(ready).toEqual({
        dynamics: origin,
        authority: `${origin}/${ready.tenantId}`,
        tokenEndpoint: `${origin}/${ready.tenantId}/oauth2/v2.0/token`,
        graph: `${origin}/graph`,
        control: `${origin}/_emulator`,
        tenantId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        clientId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        clientSecret: expect.stringMatching(/^.{40}$/) as string,
      })
      expect(await get(ready, 'WhoAmI')).toMatchObject({ status: 200 })
      const { body } = await get(
        ready,
        `systemusers?$select=fullname&$filter=applicationid eq ${ready.clientId}&$expand=systemuserroles_association($select=name)`,
      )
      expect(body).toMatchObject({ value: [{ systemuserroles_association: [{ name: 'System Administrator' }] }] })
    })
  })

  test('comes from a process of its own over HTTPS, which Ctrl-C ends', async () => {
    const child = spawn(
      process.execPath,
      [
        '--conditions=source',
        join(import.meta.dirname, '../src/main.ts'),
        'emulator',
        '--port',
        '0',
        '--json',
        '--certificates',
        join(folder, 'certificates'),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let output = ''
    const ready = await new Promise<Ready>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        if (output.endsWith('\n')) resolve(JSON.parse(output) as Ready)
      })
      child.on('exit', (code) => reject(new Error(`ended with ${code}`)))
    })
    const ca = await readFile(ready.ca ?? '')
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${ready.dynamics}/api/data/v9.2/`, { ca }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(401)
    expect((await stat(ready.ca ?? '')).isFile()).toBe(true)
    const code = await new Promise((resolve) => {
      child.on('exit', resolve)
      child.kill('SIGINT')
    })
    expect(code).toBe(0)
    expect(output.trimEnd().split('\n')).toHaveLength(1)
  }, 30_000)
})

test('a reset brings the fresh world back and keeps tokens valid', async () => {
  await withEmulator([], async (ready) => {
    const token = await tokenFor(ready)
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    await fetch(`${ready.dynamics}/api/data/v9.2/accounts`, { method: 'POST', headers, body: '{"name":"Contoso"}' })
    expect((await get(ready, 'accounts?$select=name')).body['value']).toHaveLength(1)
    expect((await fetch(`${ready.control}/reset`, { method: 'POST' })).status).toBe(204)
    const response = await fetch(`${ready.dynamics}/api/data/v9.2/accounts?$select=name`, { headers })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ value: [] })
  })
})

test('the command of the container answers to the name that it is called by there', async () => {
  const text = await readFile(new URL('../Containerfile', import.meta.url), 'utf8')
  const [, ...command] = JSON.parse(/^CMD (.*)$/m.exec(text)?.[1] ?? '[]') as string[]
  const local = command.map((argument) => argument.replace('/data', join(folder, 'data')).replace('8443', '0'))
  const emulator = start(...local, '--json', '--http')
  await emulator.ready
  const ready = JSON.parse(emulator.output()) as Ready
  const statusFor = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      plainRequest(`${ready.control}/`, { headers: { host } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
  expect(await Promise.all(['localhost', 'dynamics:8443', 'elsewhere'].map(statusFor))).toEqual([200, 200, 403])
  emulator.stop()
  expect(await emulator.exit).toBe(0)
})

test('--environment serves another one at a port of its own, with rows of its own', async () => {
  await withEmulator(['--environment', 'fabrikam'], async (ready) => {
    const [other] = ready.environments ?? []
    expect(other).toMatchObject({ name: 'fabrikam' })
    const there = { ...ready, dynamics: other?.dynamics ?? '' }
    const [here, elsewhere] = await Promise.all([get(ready, 'WhoAmI'), get(there, 'WhoAmI')])
    expect([here.status, elsewhere.status]).toEqual([200, 200])
    expect(elsewhere.body['OrganizationId']).not.toBe(here.body['OrganizationId'])
    expect(elsewhere.body['@odata.context']).toContain(there.dynamics)
  })
})

test('--tenant serves another one, with an environment and an administrator of its own', async () => {
  const options = ['--tenant', 'fabrikam.onmicrosoft.com', '--environment', 'sales@fabrikam.onmicrosoft.com']
  await withEmulator([...options, '--environment', 'service'], async (ready) => {
    const [fabrikam] = ready.tenants ?? []
    if (!fabrikam) throw new Error('there is no other tenant')
    expect(fabrikam).toMatchObject({ name: 'Fabrikam', domain: 'fabrikam.onmicrosoft.com' })
    expect(ready.environments?.map(({ name }) => name)).toEqual(['service'])
    expect(fabrikam.environments.map(({ name }) => name)).toEqual(['fabrikam', 'sales'])
    expect(fabrikam.tenantId).not.toBe(ready.tenantId)
    const [first, second] = fabrikam.environments.map(({ dynamics }) => ({ ...ready, ...fabrikam, dynamics }))
    const answers = await Promise.all([first ?? ready, second ?? ready].map((place) => get(place, 'WhoAmI')))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const challenge = await fetch(`${first?.dynamics}/api/data/v9.2/`)
    expect(challenge.headers.get('www-authenticate')).toContain(`/${fabrikam.tenantId}/oauth2/authorize`)
    // Contoso's app is nobody there, and Fabrikam's nobody here.
    const token = await tokenFor(first ?? ready)
    const refused = await fetch(`${ready.dynamics}/api/data/v9.2/WhoAmI`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(refused.status).toBe(401)
    expect(await tokenFor({ ...ready, tokenEndpoint: fabrikam.tokenEndpoint })).toBeUndefined()
    const page = await fetch(`${first?.dynamics}/_inspector/api/session`)
    expect(await page.json()).toMatchObject({ url: first?.dynamics, tenantId: fabrikam.tenantId })
  })
})

test('--persist keeps a tenant, its ids and its rows', async () => {
  const args = ['--tenant', 'fabrikam.onmicrosoft.com', '--persist', join(folder, 'two-tenants')]
  const told: unknown[] = []
  const once = (use: (there: Ready) => Promise<void>) =>
    withEmulator(args, async (ready) => {
      const [fabrikam] = ready.tenants ?? []
      told.push([fabrikam?.tenantId, fabrikam?.clientId, fabrikam?.clientSecret])
      await use({ ...ready, ...fabrikam, dynamics: fabrikam?.environments[0]?.dynamics ?? '' })
    })
  await once(async (there) => {
    const headers = { authorization: `Bearer ${await tokenFor(there)}`, 'content-type': 'application/json' }
    await fetch(`${there.dynamics}/api/data/v9.2/accounts`, { method: 'POST', headers, body: '{"name":"Litware"}' })
  })
  await once(async (there) => {
    expect((await get(there, 'accounts?$select=name')).body).toMatchObject({ value: [{ name: 'Litware' }] })
  })
  expect(told[0]).toEqual(told[1])
})

test('--faults lets requests fail as the file says', async () => {
  const file = join(folder, 'faults.json')
  await writeFile(file, JSON.stringify([{ fail: 'SqlTimeout', on: 'query', table: 'accounts', after: 1, times: 2 }]))
  await withEmulator(['--faults', file, '--latency', '1'], async (ready) => {
    const statuses: number[] = []
    // The order is the point.
    // oxlint-disable-next-line no-await-in-loop
    for (let turn = 0; turn < 4; turn++) statuses.push((await get(ready, 'accounts')).status)
    expect(statuses).toEqual([200, 500, 500, 200])
    expect((await get(ready, 'contacts')).status).toBe(200)
  })
})

test.each([
  ['{}', /must hold an array/],
  ['no json', /is not JSON/],
  ['[{"on": "create"}]', /entry 1: needs "fail"/],
  ['[{"fail": "Nonsense"}]', /entry 1: fail: there is no fault 'Nonsense'/],
  ['[{"fail": "SqlTimeout", "time": 1}]', /entry 1: there is no "time"/],
  ['[{"fail": "SqlTimeout", "times": 1.5}]', /entry 1: times: expected a whole number/],
  ['[{"fail": "SqlTimeout", "table": "accounts"}]', /entry 1: "table" needs "on"/],
])('a faults file of %s is refused', async (text, message) => {
  const file = join(folder, 'broken-faults.json')
  await writeFile(file, text)
  const emulator = start('emulator', '--port', '0', '--http', '--faults', file)
  expect(await emulator.exit).toBe(2)
  expect(emulator.errors()).toMatch(message)
})

test('--clock sets the time, which goes on', async () => {
  await withEmulator(['--clock', '2027-01-31T09:00:00Z'], async (ready) => {
    const state = (await (await fetch(ready.control)).json()) as { time: string }
    expect(state.time).toMatch(/^2027-01-31T09:0/)
  })
})

test('--seed loads rows, also after a reset', async () => {
  const seed = join(folder, 'rows.json')
  await writeFile(seed, JSON.stringify({ accounts: [{ name: 'Contoso' }, { name: 'Fabrikam' }] }))
  await withEmulator(['--seed', seed], async (ready) => {
    await fetch(`${ready.control}/reset`, { method: 'POST' })
    expect((await get(ready, 'accounts?$select=name&$orderby=name')).body).toMatchObject({
      value: [{ name: 'Contoso' }, { name: 'Fabrikam' }],
    })
  })
})

test('--schema serves the tables of a $metadata document', async () => {
  const served = start('emulator', '--port', '0', '--json', '--http')
  await served.ready
  const standard = JSON.parse(served.output()) as Ready
  const metadata = await fetch(`${standard.dynamics}/api/data/v9.2/$metadata`, {
    headers: { authorization: `Bearer ${await tokenFor(standard)}`, accept: 'application/xml' },
  })
  const text = (await metadata.text())
    .replace(
      '<EntityContainer',
      '<EntityType Name="new_ship" BaseType="mscrm.crmbaseentity"><Key><PropertyRef Name="new_shipid"/></Key><Property Name="new_shipid" Type="Edm.Guid"/><Property Name="new_name" Type="Edm.String"/></EntityType><EntityContainer',
    )
    .replace(
      '</EntityContainer>',
      '<EntitySet Name="new_ships" EntityType="Microsoft.Dynamics.CRM.new_ship"/></EntityContainer>',
    )
  served.stop()
  await served.exit

  const schema = join(folder, 'schema.xml')
  await writeFile(schema, text)
  await withEmulator(['--schema', schema], async (ready) => {
    expect(await get(ready, 'new_ships?$select=new_name')).toMatchObject({ status: 200, body: { value: [] } })
    expect(await get(ready, 'WhoAmI')).toMatchObject({ status: 200 })
  })
})

describe('what cannot work is one clear line and an exit code', () => {
  test('a port in use', async () => {
    const blocker = createServer()
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
    const { port } = blocker.address() as AddressInfo
    const emulator = start('emulator', '--http', '--port', String(port))
    expect(await emulator.exit).toBe(1)
    expect(emulator.errors()).toMatch(new RegExp(`^dynamics-kit: Port ${port} .* is in use\\..*another port.*\\n$`))
    blocker.close()
  })

  test.each([
    [['emulator', '--port', '99999'], 2, /--port.*from 0 to 65535/],
    [
      ['emulator', '--prot', '1'],
      2,
      /unknown option '--prot'[\s\S]*Did you mean --port[\s\S]*\(dynamics-kit emulator --help shows what there is\)/,
    ],
    [
      ['emulator', '--http', '--port', '0', '--host', ''],
      2,
      /^dynamics-kit: host: "" is no name or address of a machine\n$/,
    ],
    [['emulator', '--http', '--port', '0', '--allow-host', 'a b'], 2, /allowedHosts: "a b" is no name or address/],
    [['emulator', '--tenant', 'fabrikam'], 2, /--tenant.*Give a domain such as fabrikam\.onmicrosoft\.com/],
    [
      ['emulator', '--port', '0', '--http', '--tenant', 'contoso.example'],
      2,
      /^dynamics-kit: --tenant: there is an environment of the name contoso already; give another domain\n$/,
    ],
    [['emulator', '--tenant', 'contoso.onmicrosoft.com'], 2, /--tenant.*There is one of this domain already/],
    [['emulator', '--environment', 'sales@fabrikam'], 2, /--environment.*sales@fabrikam\.onmicrosoft\.com/],
    [
      ['emulator', '--port', '0', '--http', '--environment', 'sales@fabrikam.onmicrosoft.com'],
      2,
      /^dynamics-kit: --environment: sales is of fabrikam\.onmicrosoft\.com; name it with --tenant fabrikam\.onmicrosoft\.com\n$/,
    ],
    [
      ['emulator', '--port', '0', '--http', '--environment', 'fabrikam', '--tenant', 'fabrikam.onmicrosoft.com'],
      2,
      /^dynamics-kit: --environment: there are two of the name fabrikam; give one another name\n$/,
    ],
    [['emulater'], 2, /unknown command 'emulater'[\s\S]*Did you mean emulator/],
    [['emulator', '--seed', '/nowhere/rows.json'], 2, /^dynamics-kit: --seed: .*rows\.json does not exist\n$/],
    [['emulator', '--schema', '/nowhere/schema.xml'], 2, /^dynamics-kit: --schema: .*schema\.xml does not exist\n$/],
  ])('%j', async (args, code, message) => {
    const emulator = start(...args)
    expect(await emulator.exit).toBe(code)
    expect(emulator.errors()).toMatch(message)
    expect(emulator.output()).toBe('')
  })

  test.each([
    ['--seed', 'not json', /is not JSON/],
    ['--seed', '[1]', /must hold an object of entity set names to arrays of rows/],
    ['--seed', '{"acounts": []}', /acounts/],
    ['--schema', '<html/>', /is not a \$metadata document/],
    ['--schema', '<edmx', /is not a \$metadata document/],
  ])('%s with %j', async (option, content, message) => {
    const file = join(folder, 'broken')
    await writeFile(file, content)
    const emulator = start('emulator', '--http', '--port', '0', option, file)
    expect(await emulator.exit).toBe(2)
    expect(emulator.errors()).toMatch(message)
  })
})

test('the plain output has the variables to export', async () => {
  const emulator = start('emulator', '--http', '--port', '0')
  await emulator.ready
  emulator.stop()
  await emulator.exit
  expect(emulator.output()).toMatch(/^export DYNAMICS_URL=http:\/\/localhost:\d+$/m)
  expect(emulator.output()).toMatch(/^export AZURE_CLIENT_SECRET=\S+$/m)
})
