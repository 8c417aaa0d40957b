import { execFile, spawn } from 'node:child_process'
import { appendFile, lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv, promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createProgram } from '../src/program.ts'
import { startFake } from './generate/run-command.ts'

let world: Awaited<ReturnType<typeof startFake>>
let folder: string
let admin: string
let env: string

beforeEach(async () => {
  world = await startFake()
  folder = await mkdtemp(join(tmpdir(), 'setup-command-test-'))
  admin = join(folder, 'admin.env')
  env = join(folder, '.env')
  const { fake, server } = world
  await writeFile(
    admin,
    `AZURE_TENANT_ID=${fake.tenantId}\nAZURE_CLIENT_ID=${fake.clientId}\nAZURE_CLIENT_SECRET=${fake.clientSecret}\nAZURE_AUTHORITY_HOST=${server.authority}\n`,
  )
  for (const name of [
    'DYNAMICS_URL',
    'AZURE_TENANT_ID',
    'AZURE_CLIENT_ID',
    'AZURE_CLIENT_SECRET',
    'AZURE_AUTHORITY_HOST',
  ])
    vi.stubEnv(name, '')
  vi.stubEnv('GRAPH_URL', server.graphUrl)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await world.server.close()
  await rm(folder, { recursive: true })
})

/** Runs the command; where a person is there, `answers` are theirs. */
async function run(args: readonly string[], answers?: boolean[]) {
  let out = ''
  let error = ''
  const questions: string[] = []
  const ask = async (question: string): Promise<boolean> => {
    questions.push(question)
    return answers?.shift() ?? false
  }
  const code = await createProgram({
    out: (text) => (out += text),
    error: (text) => (error += text),
    ...(answers && { ask }),
    stopped: () => new Promise(() => undefined),
  }).run(args)
  return { code, out, error, questions }
}

const app = () => ['--url', world.server.url, '--name', 'Contoso integration', '--admin', admin, '--out', env]
const setup = (...more: string[]) => ['setup', ...app(), '--table', 'account:read,write', ...more]
const settings = async () => parseEnv(await readFile(env, 'utf8'))
const applications = () =>
  world.fake.snapshot().tenant.applications.filter((one) => one.displayName === 'Contoso integration')

describe('setup', () => {
  test('says that git would take the secret along, where it would', async () => {
    const git = (...args: string[]) => promisify(execFile)('git', args, { cwd: folder })
    await git('init')
    const told = `${env} holds a secret, and git does not ignore it: add it to .gitignore before you commit.\n`
    expect((await run(setup('--yes'))).error).toBe(told)
    await writeFile(join(folder, '.gitignore'), '.env\n')
    expect((await run(setup('--yes'))).error).toBe('')
  })

  test('of a link it looks where it leads to', async () => {
    const repository = join(folder, 'repository')
    await mkdir(repository)
    await promisify(execFile)('git', ['init'], { cwd: repository })
    // The file is still to be made.
    await symlink(join(repository, 'secret.env'), env)
    const { code, error } = await run(setup('--yes'))
    expect({ code, error }).toEqual({
      code: 0,
      error: `${env} holds a secret, and git does not ignore it: add it to .gitignore before you commit.\n`,
    })
    expect((await lstat(env)).isSymbolicLink()).toBe(true)
    expect((await stat(join(repository, 'secret.env'))).mode & 0o777).toBe(0o600)
  }, 30_000)

  test('shows the plan, asks, does it, and the doctor is content', async () => {
    const { code, out, error, questions } = await run(setup(), [true])
    expect({ code, error, questions }).toEqual({ code: 0, error: '', questions: ['Do this?'] })
    expect(out).toMatch(
      /^Set up Contoso integration for http.*\n\n {2}create {3}application {10}Contoso integration, single tenant\n/,
    )
    expect(out).toMatch(/^ {2}created {2}client secret {8}begins with .{3}, expires \d{4}-\d\d-\d\d$/m)
    expect(out).toMatch(/^ {2}exists {3}access {15}WhoAmI answers /m)
    const { AZURE_CLIENT_SECRET: secret = '' } = await settings()
    expect(secret).not.toBe('')
    expect(out).not.toContain(secret)
    expect((await stat(env)).mode & 0o777).toBe(0o600)
    const doctor = await run(['doctor', '--env-file', env, '--table', 'account:read,write'])
    expect(doctor.out).toMatch(/^Healthy/m)
  }, 30_000)

  test('does nothing the second time, and asks nothing', async () => {
    await run(setup('--yes'))
    const before = await readFile(env, 'utf8')
    const { code, out, questions } = await run(setup(), [])
    expect({ code, questions }).toEqual({ code: 0, questions: [] })
    // What is there is told once.
    expect(out).toMatch(/Nothing to do\.\n\n {2}exists {3}access token .*\n {2}exists {3}access .*\n\nDone\./)
    expect(await readFile(env, 'utf8')).toBe(before)
    expect(applications()[0]?.passwordCredentials).toHaveLength(1)
  }, 30_000)

  test('changes nothing after a no, and with --dry-run', async () => {
    const no = await run(setup(), [false])
    expect(no.code).toBe(1)
    expect(no.out).toMatch(/Nothing was changed\.\n$/)
    const dry = await run(setup('--dry-run', '--json'))
    expect(dry.code).toBe(0)
    const { plan } = JSON.parse(dry.out) as { plan: { actions: { outcome: string }[]; upToDate: boolean } }
    expect(plan).toMatchObject({ upToDate: false })
    expect(applications()).toEqual([])
    await expect(stat(env)).rejects.toThrow('ENOENT')
  }, 30_000)

  test('replaces other settings only when that was asked for', async () => {
    await writeFile(env, 'PORT=3000\nAZURE_TENANT_ID=fabrikam.onmicrosoft.com\n')
    const refused = await run(setup('--yes'))
    expect(refused.code).toBe(1)
    const told = `dynamics-kit: ${env} has other values for AZURE_TENANT_ID: --overwrite replaces them, --out names another file.`
    expect(refused.error).toBe(`${told} Nothing was changed.\n`)
    expect(await run(setup('--dry-run'))).toMatchObject({ code: 1, error: `${told}\n` })
    const asked = await run(setup(), [true])
    expect(asked.questions).toEqual([`Do this, and replace AZURE_TENANT_ID in ${env}?`])
    expect(await settings()).toMatchObject({ PORT: '3000', AZURE_TENANT_ID: world.fake.tenantId })
  }, 30_000)

  test('prints for a vault what else goes to a file, and nothing besides', async () => {
    const { code, out, error } = await run([...setup('--yes', '--print')])
    expect(code).toBe(0)
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((one) => one.replace(/=.*/, '')),
    ).toEqual(['DYNAMICS_URL', 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_AUTHORITY_HOST', 'AZURE_CLIENT_SECRET'])
    expect(error).toMatch(/^ {2}created {2}settings {13}standard output/m)
    await expect(stat(env)).rejects.toThrow('ENOENT')
    const second = await run([...setup('--yes', '--print')])
    expect(second).toMatchObject({ code: 0, out: '' })
    expect(second.error).toMatch(
      /\nNothing was printed: .*dynamics-kit rotate --print --url http.* --client-id [0-9a-f-]{36}\n$/,
    )
  }, 30_000)

  test('as JSON it prints no secret without --print', async () => {
    const { out } = await run(setup('--yes', '--json'))
    const { AZURE_CLIENT_SECRET: secret = 'x' } = await settings()
    expect(JSON.parse(out)).toMatchObject({ app: { clientId: applications()[0]?.appId }, plan: { upToDate: false } })
    expect(out).not.toContain(secret)
  }, 30_000)

  test('says what the administrator may not do, and changes nothing', async () => {
    const { fake, server } = world
    const helper = fake.addApp({ graphRoles: ['Application.Read.All'], roles: ['System Administrator'] })
    await writeFile(
      admin,
      `AZURE_TENANT_ID=${fake.tenantId}\nAZURE_CLIENT_ID=${helper.clientId}\nAZURE_CLIENT_SECRET=${helper.clientSecret}\nAZURE_AUTHORITY_HOST=${server.authority}\n`,
    )
    const { code, out, error } = await run(setup('--yes'))
    expect(code).toBe(1)
    expect(out).toMatch(/create {3}application .*\(you lack Application\.ReadWrite\.OwnedBy\)/)
    expect(error).toMatch(/The administrator may not do all of it: create application/)
    expect(applications()).toEqual([])
  }, 30_000)

  test.each([
    ['certificate', { keyCredentials: [expect.anything()], passwordCredentials: [] }],
    [
      'github:contoso/crm:environment:production',
      { federatedIdentityCredentials: [{ subject: 'repo:contoso/crm:environment:production' }] },
    ],
    [
      'github:contoso/crm:ref:refs/heads/main',
      { federatedIdentityCredentials: [{ subject: 'repo:contoso/crm:ref:refs/heads/main' }] },
    ],
    [
      'github:contoso@1/crm@2:pull_request',
      { federatedIdentityCredentials: [{ subject: 'repo:contoso@1/crm@2:pull_request' }] },
    ],
    [
      'azure-devops:11111111-1111-4111-8111-111111111111:contoso/Integration/dynamics',
      { federatedIdentityCredentials: [{ subject: 'sc://contoso/Integration/dynamics' }] },
    ],
    [
      'kubernetes:https://oidc.example/,integration/dynamics',
      { federatedIdentityCredentials: [{ subject: 'system:serviceaccount:integration:dynamics' }] },
    ],
    [
      'federated:https://issuer.example,a:b',
      { federatedIdentityCredentials: [{ issuer: 'https://issuer.example', subject: 'a:b' }] },
    ],
  ])(
    '--credential %s',
    async (credential, registered) => {
      const { code, error } = await run(setup('--yes', '--credential', credential))
      expect({ code, error }).toEqual({ code: 0, error: '' })
      expect(applications()).toMatchObject([registered])
      expect(await settings()).not.toHaveProperty('AZURE_CLIENT_SECRET')
    },
    30_000,
  )

  test.each([
    [['setup', '--name', 'x', '--yes'], /Which environment\? Give --url/],
    [['setup', '--url', 'https://contoso.crm.dynamics.com', '--yes'], /What is the app called\? Give --name/],
    [['setup'], /add --yes, or --dry-run/],
    [['setup', '--credential', 'github:contoso'], /Give one of\n {2}secret/],
    [['setup', '--days', '0'], /Give 1 to 730 days/],
    [['setup', '--dryrun'], /Did you mean --dry-run/],
    [['rotate', '--env-file', '/nowhere/.env'], /\/nowhere\/\.env is not there/],
    [['rotate', '--print', '--env-file', '/nowhere/.env', '--client-id', 'x'], /: Which environment\? Give --url/],
    [
      ['rotate', '--print', '--env-file', '/nowhere/.env', '--url', 'https://contoso.crm.dynamics.com'],
      /: Which app\?/,
    ],
    [['rotate', '--days', '0'], /Give 1 to 730 days/],
    [
      ['setup', '--url', 'https://contoso.crm.dynamics.com', '--name', 'x', '--yes', '--admin', 'azurecli'],
      /--admin: azurecli does not exist; it is azure-cli, device-code, browser, or a file/,
    ],
    [['rotate', '--overlap', '3'], /Give a time such as 30m/],
    [['teardown', '--env-file', '/nowhere/.env', '--yes'], /Which environment/],
    [['teardown', '--env-file', '/nowhere/.env', '--url', 'https://contoso.crm.dynamics.com', '--yes'], /Which app/],
  ])('%j is a wrong command line', async (args, message) => {
    const { code, error, out } = await run(args.includes('--admin') ? args : [...args, '--admin', admin])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toMatch(message)
  })

  test.each([
    ['a folder', '.', /^dynamics-kit: --out: .* cannot be written: it is a folder\n$/],
    [
      'a link in a circle',
      'circle',
      /^dynamics-kit: --out: .* cannot be written: it is a link that leads back to itself\n$/,
    ],
    ['a link to a folder', 'to-folder', /^dynamics-kit: --out: .* cannot be written: it is a folder\n$/],
    ['a link below a file', 'to-file', /^dynamics-kit: --out: .* cannot be written: .*admin\.env is no folder\n$/],
    ['below a file', 'admin.env/app/.env', /^dynamics-kit: --out: .* cannot be written: .*admin\.env is no folder\n$/],
  ])('a place for the settings that is %s is refused before anything is sent', async (_, place, message) => {
    await symlink(join(folder, 'circle'), join(folder, 'circle'))
    await symlink('.', join(folder, 'to-folder'))
    await symlink('admin.env/app/.env', join(folder, 'to-file'))
    const before = world.fake.requests.length
    const { code, error } = await run([...setup('--yes'), '--out', join(folder, place)])
    expect(code).toBe(2)
    expect(error).toMatch(message)
    expect(world.fake.requests).toHaveLength(before)
  })

  test('the file of the administrator says where Microsoft Graph is', async () => {
    vi.stubEnv('GRAPH_URL', '')
    await appendFile(admin, `GRAPH_URL=${world.server.graphUrl}\n`)
    expect(await run(setup('--yes'))).toMatchObject({ code: 0, error: '' })
    expect(await run(['doctor', '--env-file', env, '--admin', admin])).toMatchObject({ code: 0 })
  }, 30_000)

  test('a file that was written on Windows keeps its line ends', async () => {
    await writeFile(env, '\uFEFFDYNAMICS_URL=x\r\nPORT=3000\r\n')
    expect(await run(setup('--yes', '--overwrite'))).toMatchObject({ code: 0, error: '' })
    const lines = (await readFile(env, 'utf8')).split('\r\n')
    expect(lines.slice(0, 2)).toEqual([`DYNAMICS_URL=${world.server.url}`, 'PORT=3000'])
    expect(lines.some((line) => line.includes('\n'))).toBe(false)
    expect(await run(['doctor', '--env-file', env])).toMatchObject({ code: 0 })
  }, 30_000)

  test('by somebody who administers Power Platform and is no user of the environment', async () => {
    const { fake, server } = world
    const ada = fake.addUser({
      displayName: 'Ada Lovelace',
      systemUser: false,
      directoryRoles: ['Application Administrator', 'Power Platform Administrator'],
    })
    const { clientId } = fake.addApp({
      applicationUser: false,
      publicClient: true,
      adminConsent: true,
      powerPlatformConsent: true,
      graphScopes: ['Application.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'],
    })
    vi.stubEnv('AZURE_TENANT_ID', fake.tenantId)
    vi.stubEnv('AZURE_AUTHORITY_HOST', server.authority)
    const asAda = async (...args: string[]) => {
      let out = ''
      let error = ''
      const code = await createProgram({
        out: (text) => (out += text),
        error(text) {
          error += text
          const [, userCode] = /code ([A-Z0-9]+)/.exec(text) ?? []
          if (userCode !== undefined) fake.entra.approveDevice(userCode, ada.userPrincipalName)
        },
        stopped: () => new Promise(() => undefined),
      }).run([...args, '--admin', 'device-code', '--admin-client-id', clientId])
      return { code, out, error }
    }
    const wanted = ['setup', '--url', server.url, '--name', 'Contoso integration', '--out', env, '--yes']
    const refused = await asAda(...wanted, '--role', 'Basic User')
    expect(refused.code).toBe(1)
    expect(refused.error).toMatch(
      /^dynamics-kit: The administrator is no user of http:\S+ \(0x80072560\); .*\nStep 2 .*Membership > Add me\. Or ask for the role System Administrator/m,
    )
    const { code, out, error } = await asAda(...wanted, '--role', 'System Administrator')
    expect({ code, error }).toEqual({ code: 0, error: expect.stringMatching(/^To sign in, .*\n$/) })
    expect(out).toMatch(
      /^ {2}create {3}application user {5}System Administrator, by the admin API of Power Platform: .* {2}\(needs Power Platform Administrator\)$/m,
    )
    expect(out).toMatch(/^ {2}created {2}application user {5}[-0-9a-f]{36}, System Administrator, by the admin API/m)
    expect(await run(['whoami', '--env-file', env])).toMatchObject({ code: 0 })
    expect((await asAda(...wanted, '--role', 'System Administrator')).out).toMatch(/^Nothing to do\.$/m)

    const stranger = fake.addApp({ applicationUser: false })
    vi.stubEnv('DYNAMICS_URL', server.url)
    vi.stubEnv('AZURE_CLIENT_ID', stranger.clientId)
    vi.stubEnv('AZURE_CLIENT_SECRET', stranger.clientSecret)
    const doctor = await asAda('doctor', '--role', 'System Administrator')
    expect(doctor.out).toMatch(/An administrator could not be asked: they are no user of the environment themselves/)
    expect(doctor.out).toMatch(/Membership > Add me\. Or set the app up with the role System Administrator/)
  }, 30_000)

  test('with nobody signed in at this desk it says how else it is done', async () => {
    vi.stubEnv('PATH', folder)
    const { code, error } = await run([
      'setup',
      '--url',
      world.server.url,
      '--name',
      'x',
      '--role',
      'Basic User',
      '--yes',
      '--out',
      env,
    ])
    expect(code).toBe(1)
    expect(error).toMatch(
      /^dynamics-kit: Nobody is signed in here:\n- Azure CLI is not installed.*\n- Azure Developer CLI .*\nRun az login, or name the administrator with --admin/,
    )
  })

  test('without a role it says so before anything is sent', async () => {
    const before = world.fake.requests.length
    const { code, error } = await run(['setup', ...app(), '--yes'])
    expect(code).toBe(2)
    expect(error).toMatch(/roles: give the names of security roles, or tables/)
    expect(world.fake.requests).toHaveLength(before)
  })
})

test('a process that is killed again and again has done in the end what one undisturbed would have', async () => {
  const { fake } = world
  const main = join(import.meta.dirname, '../src/main.ts')
  const kills: number[] = []
  for (const after of [4, 10, 16, 21, 24, 27]) {
    const begun = fake.requests.length
    const child = spawn(process.execPath, ['--conditions=source', main, ...setup('--yes')], {
      env: { PATH: process.env['PATH'], GRAPH_URL: world.server.graphUrl },
      stdio: 'ignore',
    })
    // oxlint-disable-next-line no-await-in-loop
    const signal = await new Promise<NodeJS.Signals | null>((resolve) => {
      const timer = setInterval(() => {
        if (fake.requests.length - begun >= after) child.kill('SIGKILL')
      }, 1)
      child.once('exit', (_, ended) => {
        clearInterval(timer)
        resolve(ended)
      })
    })
    if (signal === 'SIGKILL') kills.push(after)
  }
  expect(kills.length).toBeGreaterThan(3)
  expect((await run(setup('--yes'))).code).toBe(0)
  const [only, ...others] = applications()
  expect(others).toEqual([])
  const { AZURE_CLIENT_SECRET: secret = '' } = await settings()
  expect(only?.passwordCredentials.map(({ hint }) => hint)).toEqual([secret.slice(0, 3)])
  const { tenant } = fake.snapshot()
  const principals = tenant.servicePrincipals.filter(({ appId }) => appId === only?.appId)
  expect(principals).toHaveLength(1)
  expect(tenant.oauth2PermissionGrants.filter(({ clientId }) => clientId === principals[0]?.id)).toHaveLength(1)
}, 120_000)

test('rotate replaces the secret in the file, and tells until when the old one stays', async () => {
  await run(setup('--yes'))
  const { AZURE_CLIENT_SECRET: old } = await settings()
  const { code, out } = await run(['rotate', '--admin', admin, '--env-file', env])
  expect(code).toBe(0)
  expect(out).toMatch(/kept {5}client secret {8}the old one \(begins with .*\) until the first run after \d{4}-/)
  expect(out).toMatch(/\nDone\. The new one expires \d{4}-\d\d-\d\d\.\n$/)
  const { AZURE_CLIENT_SECRET: secret = '' } = await settings()
  expect(secret).not.toBe(old)
  expect(out).not.toContain(secret)
  const later = await run(['rotate', '--admin', admin, '--env-file', env, '--when-expires-within', '30', '--json'])
  expect(JSON.parse(later.out)).toMatchObject({ rotated: false })
  const printed = await run(['rotate', '--admin', admin, '--env-file', env, '--print', '--overlap', '1s', '--wait'])
  expect(printed.out).toMatch(/^AZURE_CLIENT_SECRET=\S+\n$/)
  expect(printed.error).toMatch(/^ {2}waiting {2}client secret {8}the old one stays for 1 s$/m)
}, 60_000)

test('rotate makes no secret for an app that has none by design', async () => {
  await run(setup('--yes', '--credential', 'github:contoso/crm:environment:production'))
  const rotate = ['rotate', '--admin', admin, '--env-file', env]
  for (const how of [[], ['--print']]) {
    // oxlint-disable-next-line no-await-in-loop
    expect(await run([...rotate, ...how])).toMatchObject({
      code: 1,
      out: '',
      error: expect.stringMatching(
        /has no secret, and the app trusts the tokens of repo:contoso\/crm:environment:production instead\n.*There is nothing to rotate/,
      ),
    })
  }
  expect(applications()).toMatchObject([{ passwordCredentials: [] }])
}, 30_000)

test('rotate prints no secret for an app that signs in with a certificate', async () => {
  const pem = join(folder, 'contoso.pem')
  await run(setup('--yes', '--credential', `certificate:${pem}`))
  const rotate = ['rotate', '--admin', admin, '--print']
  expect(await run([...rotate, '--env-file', env])).toEqual({
    code: 2,
    out: '',
    error: `dynamics-kit: --print prints a secret, and the app signs in with the certificate in ${pem}. Without --print that file gets another one.\n`,
    questions: [],
  })
  const { AZURE_CLIENT_ID: clientId = '' } = await settings()
  const elsewhere = ['--env-file', join(folder, 'none.env'), '--client-id', clientId, '--url', world.server.url]
  expect(await run([...rotate, ...elsewhere])).toMatchObject({
    code: 1,
    out: '',
    error: expect.stringMatching(/^dynamics-kit: The app has no secret, and signs in with a certificate\nStep 1 /),
  })
  expect(applications()).toMatchObject([{ passwordCredentials: [] }])
  expect(await run(['rotate', '--admin', admin, '--env-file', env])).toMatchObject({ code: 0, error: '' })
}, 30_000)

test('teardown shows what it takes, asks, and takes it', async () => {
  await run(setup('--yes'))
  const no = await run(['teardown', '--admin', admin, '--env-file', env], [false])
  expect(no.code).toBe(1)
  expect(no.out).toMatch(/^Take away what setup made for http/)
  expect(applications()).toHaveLength(1)
  const { code, questions, out } = await run(['teardown', '--admin', admin, '--env-file', env], [true])
  expect({ code, questions }).toEqual({ code: 0, questions: ['Do this?'] })
  expect(out).toMatch(/^ {2}removed {2}application {10}Contoso integration/m)
  expect(applications()).toEqual([])
  // setup made the file, and nothing else is in it.
  await expect(stat(env)).rejects.toThrow('ENOENT')
}, 60_000)

test('teardown leaves the lines of others in the file, and then does not know which app is meant', async () => {
  await writeFile(env, 'PORT=3000\n')
  await run(setup('--yes'))
  await run(['teardown', '--admin', admin, '--env-file', env, '--yes'])
  expect(await settings()).toEqual({ PORT: '3000' })
  const again = ['teardown', '--admin', admin, '--env-file', env, '--url', world.server.url, '--yes']
  expect((await run(again)).error).toBe(
    'dynamics-kit: Which app? Give --name, --client-id, or --env-file with AZURE_CLIENT_ID.\n',
  )
}, 60_000)
