// What people install: the packed tarballs, in an empty project outside the workspace.
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const packed = join(root, '.cache/packed')
const tarballs = existsSync(packed) ? readdirSync(packed).filter((name) => name.endsWith('.tgz')) : []

const script = `
import { clientSecret, decodeAccessToken, fromEnvironment } from '@dynamics-kit/auth'
import { createClient, type TokenCredential } from '@dynamics-kit/client'
import { defineSchema, parseUri, printUri } from '@dynamics-kit/odata'
import { setUp } from '@dynamics-kit/setup'
import { createFakeDynamics } from '@dynamics-kit/testing'

const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
await using server = await fake.listen({ http: true })
const { tenantId, clientId, clientSecret: secret } = fake
const admin: TokenCredential = clientSecret({ tenantId, clientId, clientSecret: secret, authority: server.authority })

const { clientId: appId, variables } = await setUp({
  url: server.url,
  administrator: admin,
  graphUrl: server.graphUrl,
  name: 'Packed',
  tables: { account: ['read'] },
})
const credential = fromEnvironment(variables)
const { token } = await credential.getToken(server.url + '/.default')
const accounts = await createClient({ url: server.url, credential }).from('accounts').select('name').all()
console.log(JSON.stringify([decodeAccessToken(token)['appid'] === appId, accounts, printUri(parseUri('accounts?$top=1')), typeof defineSchema]))
`

/** What a program for a server imports; msw, which the fake needs, takes the types of browsers. */
const serverScript = `
import { fromEnvironment } from '@dynamics-kit/auth'
import { createClient } from '@dynamics-kit/client'
import { fetchFrom } from '@dynamics-kit/client/fetchxml'
import { defineSchema } from '@dynamics-kit/odata'
import { setUp } from '@dynamics-kit/setup'
import { generate } from '@dynamics-kit/typegen'

console.log(createClient, fromEnvironment, fetchFrom, defineSchema, setUp, generate)
`

const fakeTest = `
import { expect, test } from 'vitest'
import { setupServer } from 'msw/node'
import { clientSecret } from '@dynamics-kit/auth'
import { createClient } from '@dynamics-kit/client'
import { createFakeDynamics } from '@dynamics-kit/testing'

test('my program reads accounts', async () => {
  const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
  const server = setupServer(...fake.handlers)
  server.listen({ onUnhandledFrame: 'error' })
  const dynamics = createClient({ url: fake.url, credential: clientSecret(fake) })
  expect(await dynamics.from('accounts').select('name').all()).toEqual([{ name: 'Contoso' }])
  server.close()
})
`

const inspectorScript = `
import { inspect } from '@dynamics-kit/inspector'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { openJournal } from '@dynamics-kit/testing/journal'

using journal = openJournal('journal')
const fake = createFakeDynamics({ journal })
await using server = await fake.listen({ http: true, routes: { '/_inspector': inspect(fake) } })
const seen = new Map<string, number>()
const visit = async (path: string): Promise<void> => {
  if (seen.has(path)) return
  const response = await fetch(server.url + path)
  seen.set(path, response.status)
  const text = await response.text()
  const names = [...text.matchAll(/(?:from|import) ?'(\\.\\/[^']+)'|"(\\/_inspector\\/[^"]+)"/g)]
  for (const [, relative, absolute] of names) await visit(absolute ?? new URL(relative ?? '', server.url + path).pathname)
}
await visit('/_inspector/')
console.log(JSON.stringify({ files: seen.size, missing: [...seen].filter(([, status]) => status !== 200) }))
`

const metadata = `<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Microsoft.Dynamics.CRM" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="new_order"><Key><PropertyRef Name="new_orderid"/></Key>
<Property Name="new_orderid" Type="Edm.Guid"/><Property Name="new_name" Type="Edm.String"/></EntityType>
<EntityContainer Name="System"><EntitySet Name="new_orders" EntityType="Microsoft.Dynamics.CRM.new_order"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>`

describe.skipIf(tarballs.length === 0)('the packed packages, outside the workspace (made by pnpm check)', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packed-packages-'))
    const [, catalog = ''] = (await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8')).split('\ncatalog:\n')
    const versionOf = (name: string) => new RegExp(`^ +'?${name}'?: (.+)$`, 'm').exec(catalog)?.[1] ?? 'latest'
    const manifest = {
      private: true,
      type: 'module',
      dependencies: Object.fromEntries(tarballs.map((tarball) => [nameOf(tarball), `file:${join(packed, tarball)}`])),
      devDependencies: Object.fromEntries(
        ['typescript', 'vitest', 'msw', '@types/node'].map((name) => [name, versionOf(name)]),
      ),
    }
    const compilerOptions = {
      target: 'es2023',
      lib: ['esnext', 'dom', 'dom.iterable'],
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: ['node'],
    }
    await Promise.all([
      writeFile(join(folder, 'package.json'), JSON.stringify(manifest)),
      writeFile(join(folder, 'script.ts'), script),
      writeFile(join(folder, 'server.ts'), serverScript),
      writeFile(join(folder, 'fake.test.ts'), fakeTest),
      writeFile(join(folder, 'inspector.ts'), inspectorScript),
      writeFile(
        join(folder, 'nodenext.json'),
        JSON.stringify({ compilerOptions: { ...compilerOptions, module: 'nodenext' }, include: ['*.ts'] }),
      ),
      writeFile(
        join(folder, 'bundler.json'),
        JSON.stringify({
          compilerOptions: { ...compilerOptions, module: 'preserve', moduleResolution: 'bundler' },
          include: ['*.ts'],
        }),
      ),
      writeFile(
        join(folder, 'server.json'),
        JSON.stringify({
          compilerOptions: { ...compilerOptions, module: 'nodenext', lib: ['esnext'] },
          include: ['server.ts'],
        }),
      ),
    ])
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder })
  }, 180_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.each([
    ['under nodenext', 'nodenext'],
    ['under bundler', 'bundler'],
    ['in a program for servers, without the types of browsers', 'server'],
  ])(
    'type-check %s, their own declarations included',
    async (_, resolution) => {
      const { stdout } = await run(join(folder, 'node_modules/.bin/tsc'), ['-p', `${resolution}.json`], {
        cwd: folder,
      }).catch((error: { stdout: string }) => error)
      expect(stdout).toBe('')
    },
    60_000,
  )

  test('take a script through the four steps', async () => {
    const { stdout } = await run(process.execPath, ['script.ts'], { cwd: folder })
    expect(JSON.parse(stdout)).toEqual([true, [{ name: 'Contoso' }], 'accounts?$top=1', 'function'])
  }, 60_000)

  test('serve the inspector with every module of its page, and keep a world', async () => {
    const { stdout } = await run(process.execPath, ['inspector.ts'], { cwd: folder })
    const { files, missing } = JSON.parse(stdout) as { files: number; missing: unknown[] }
    expect(missing).toEqual([])
    expect(files).toBeGreaterThan(20)
  }, 60_000)

  test('fake Dynamics in a vitest test with msw', async () => {
    const { stdout } = await run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run'], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
    })
    expect(stdout).toMatch(/Tests +1 passed/)
  }, 60_000)

  test('generate tables that compile with their declarations', async () => {
    const generate = [
      'node_modules/dynamics-kit/dist/main.js',
      'generate',
      '--metadata',
      'metadata.xml',
      '--out',
      'tables',
    ]
    await writeFile(join(folder, 'metadata.xml'), metadata)
    await run(process.execPath, generate, { cwd: folder })
    const text = await readFile(join(folder, 'tables/new_orders.ts'), 'utf8')
    await writeFile(join(folder, 'tables/new_orders.ts'), text.replace(/^\/\/ @ts-nocheck.*\n/m, ''))
    await writeFile(
      join(folder, 'tables/orders.ts'),
      `import { new_orders, type New_order } from './index.js'\nexport const name = (order: New_order): string | null => order.new_name\nexport const set: 'new_orders' = new_orders.entitySet\n`,
    )
    await writeFile(
      join(folder, 'tables.json'),
      JSON.stringify({ extends: './nodenext.json', include: ['tables/*.ts'] }),
    )
    const { stdout } = await run(join(folder, 'node_modules/.bin/tsc'), ['-p', 'tables.json'], { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    )
    expect(stdout).toBe('')
  }, 60_000)

  test('install a command that answers', async () => {
    const { stdout } = await run(process.execPath, ['node_modules/dynamics-kit/dist/main.js', '--help'], {
      cwd: folder,
    })
    expect(stdout).toMatch(/^Usage: dynamics-kit/)
  })
})

/** `dynamics-kit-auth-0.1.0.tgz` -> `@dynamics-kit/auth`; `dynamics-kit-0.1.0.tgz` -> `dynamics-kit`. */
function nameOf(tarball: string): string {
  const scoped = /^dynamics-kit-([a-z]+)-\d/.exec(tarball)
  return scoped ? `@dynamics-kit/${scoped[1]}` : 'dynamics-kit'
}
