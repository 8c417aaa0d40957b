// What only a process of its own shows: proxies of the environment, and a reader that goes away.
import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { expect, test } from 'vitest'
import { startFake } from './generate/run-command.ts'

const main = join(import.meta.dirname, '../src/main.ts')

/** Runs the command; `enough` stops reading its output after so many bytes. */
async function runProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  enough = Number.POSITIVE_INFINITY,
  nodeOptions: readonly string[] = [],
) {
  const child = spawn(process.execPath, ['--conditions=source', ...nodeOptions, main, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  })
  let out = ''
  let error = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    if (out.length >= enough) child.stdout.destroy()
  })
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, out, error }
}

const settings = {
  DYNAMICS_URL: 'https://contoso.crm.dynamics.com',
  AZURE_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  AZURE_CLIENT_ID: '22222222-2222-4222-8222-222222222222',
  AZURE_CLIENT_SECRET: 'abc8Q~not-a-real-secret-of-this-app-000',
  NODE_USE_ENV_PROXY: '1',
}

test('the doctor names a proxy that wants a password', async () => {
  const proxy = createServer((connection) => {
    connection.on('error', () => undefined)
    connection.once('data', () =>
      connection.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n'),
    )
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as AddressInfo
  const { code, out } = await runProcess(['doctor'], { ...settings, HTTPS_PROXY: `http://127.0.0.1:${port}` })
  proxy.close()
  expect(out).toMatch(/^FAIL {2}Proxy +proxy-refused/m)
  expect(code).toBe(1)
}, 30_000)

test('the doctor names a proxy that is not there, without its password', async () => {
  const { code, out } = await runProcess(['doctor'], {
    ...settings,
    HTTPS_PROXY: 'http://ada:a-proxy-password@127.0.0.1:9',
  })
  expect(out).toMatch(/^FAIL {2}Proxy +proxy-unreachable[\s\S]*the proxy 127\.0\.0\.1:9, of HTTPS_PROXY/m)
  expect(out).not.toContain('a-proxy-password')
  expect(code).toBe(1)
}, 30_000)

test('a reader that has seen enough ends the command quietly', async () => {
  const { server, variables } = await startFake({
    seed: { contacts: Array.from({ length: 6000 }, (_, index) => ({ lastname: `Contoso ${index}` })) },
  })
  const { error } = await runProcess(['query', 'contacts?$select=lastname', '-o', 'jsonl'], variables, 100)
  await server.close()
  expect(error).toBe('')
}, 30_000)

test('what changes something goes on to its end when nobody reads on', async () => {
  const { server, fake, variables } = await startFake()
  const folder = await mkdtemp(join(tmpdir(), 'process-test-'))
  const admin = join(folder, 'admin.env')
  const lines = Object.entries({ ...variables, GRAPH_URL: server.graphUrl })
  await writeFile(admin, lines.map(([name, value]) => `${name}=${value}\n`).join(''))
  const named = [
    '--url',
    server.url,
    '--name',
    'Contoso integration',
    '--role',
    'Basic User',
    '--out',
    join(folder, '.env'),
  ]
  const { code } = await runProcess(['setup', ...named, '--admin', admin, '--yes'], {}, 1)
  expect(code).toBe(0)
  expect(await readFile(join(folder, '.env'), 'utf8')).toContain('AZURE_CLIENT_SECRET=')
  expect(fake.snapshot().tenant.applications.filter((one) => one.displayName === 'Contoso integration')).toHaveLength(1)
  await server.close()
  await rm(folder, { recursive: true })
}, 30_000)

test.skipIf(!existsSync('/dev/full'))(
  'a full disk is told in one line (skipped without /dev/full)',
  async () => {
    const { server, variables } = await startFake()
    const shell = ['-c', '"$0" --conditions=source "$@" >/dev/full', process.execPath, main, 'whoami']
    const ended = promisify(execFile)('sh', shell, { env: { PATH: process.env['PATH'], ...variables } })
    await expect(ended).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^dynamics-kit: The output cannot be written: .*ENOSPC.*\n$/),
    })
    await server.close()
  },
  30_000,
)

test('an older Node is told in one sentence', async () => {
  const older = `data:text/javascript,${encodeURIComponent(
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })",
  )}`
  const { code, out, error } = await runProcess(['whoami'], {}, Number.POSITIVE_INFINITY, ['--import', older])
  expect({ code, out, error }).toEqual({
    code: 1,
    out: '',
    error: 'dynamics-kit needs Node 22.12 or newer; this is Node 20.20.2.\n',
  })
})

test('the authority that a file of variables names is trusted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'process-test-'))
  const fake = createFakeDynamics()
  const server = await fake.listen({ certificateDirectory: folder })
  const variables = {
    DYNAMICS_URL: server.url,
    AZURE_AUTHORITY_HOST: server.authority,
    AZURE_TENANT_ID: fake.tenantId,
    AZURE_CLIENT_ID: fake.clientId,
    AZURE_CLIENT_SECRET: fake.clientSecret,
    NODE_EXTRA_CA_CERTS: server.caFile ?? '',
  }
  const file = join(folder, 'contoso.env')
  await writeFile(
    file,
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  const { out, error } = await runProcess(['whoami', '--json', '--env-file', file], {})
  expect(error).toBe('')
  expect(JSON.parse(out)).toMatchObject({ environment: server.url })
  await server.close()
  await rm(folder, { recursive: true })
}, 30_000)
