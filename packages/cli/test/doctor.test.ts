import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Diagnosis } from '@dynamics-kit/setup'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createProgram } from '../src/program.ts'
import { startFake } from './generate/run-command.ts'

let world: Awaited<ReturnType<typeof startFake>>
let folder: string
/** File that names the administrator. */
let admin: string

beforeEach(async () => {
  world = await startFake()
  folder = await mkdtemp(join(tmpdir(), 'doctor-test-'))
  admin = join(folder, 'admin.env')
  await writeFile(admin, `AZURE_CLIENT_ID=${world.fake.clientId}\nAZURE_CLIENT_SECRET=${world.fake.clientSecret}\n`)
  for (const [name, value] of Object.entries(world.variables)) vi.stubEnv(name, value)
  vi.stubEnv('GRAPH_URL', world.server.graphUrl)
  becomeApp({ roles: ['Basic User'] })
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await world.server.close()
  await rm(folder, { recursive: true })
})

/** The program under examination is this app. */
function becomeApp(options: Parameters<typeof world.fake.addApp>[0]): void {
  const app = world.fake.addApp(options)
  vi.stubEnv('AZURE_CLIENT_ID', app.clientId)
  vi.stubEnv('AZURE_CLIENT_SECRET', app.clientSecret)
}

/** Runs `doctor`; where a person is there, `answers` are theirs. */
async function doctor(
  args: readonly string[],
  { answers, hasColours = false }: { answers?: boolean[]; hasColours?: boolean } = {},
) {
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
    hasColours,
    ...(answers && { ask }),
    stopped: () => new Promise(() => undefined),
  }).run(['doctor', ...args])
  return { code, out, error, questions, lines: out.trimEnd().split('\n') }
}

describe('what it prints', () => {
  test('a line a check, and a summary last', async () => {
    const { code, lines, error } = await doctor(['--admin', admin, '--table', 'account:read'])
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(lines.slice(0, -2).every((line) => line.startsWith('ok    '))).toBe(true)
    expect(lines.at(-1)).toBe(`Healthy: ${lines.length - 2} passed.`)
  })

  test('evidence, fix and command below what failed, and where to begin', async () => {
    vi.stubEnv('AZURE_CLIENT_SECRET', 'abc8Q~not-a-real-secret-of-this-app-000')
    const { code, lines } = await doctor([])
    expect(code).toBe(1)
    const at = lines.findIndex((line) => line.startsWith('FAIL'))
    expect(lines[at]).toBe('FAIL  Client secret         secret-invalid, step 1 (app registration)')
    expect(lines[at + 1]).toMatch(/^ {8}No token for .*AADSTS7000215/)
    expect(lines[at + 2]).toMatch(/^ {8}Fix: Create a new client secret/)
    expect(lines[at + 3]).toMatch(/^ {8}\$ az ad app credential reset --id [0-9a-f-]{36} --append/)
    expect(lines[at + 5]).toBe('skip  Service principal     Fix Client secret first')
    expect(lines.at(-1)).toMatch(
      /^Broken: .*1 failed.* Begin with Client secret \(secret-invalid\), step 1: app registration\.$/,
    )
  })

  test('a warning does not fail', async () => {
    becomeApp({ roles: ['System Administrator'] })
    const { code, out } = await doctor([])
    expect(code).toBe(0)
    expect(out).toMatch(/^warn {2}Security roles +role-too-powerful/m)
    expect(out).toMatch(/^More with --admin azure-cli/m)
    expect(out).toMatch(/^Healthy: \d+ passed, 1 to look at, 3 skipped\.$/m)
  })

  test('colours on a terminal only', async () => {
    expect((await doctor([], { hasColours: true })).out).toContain('\u001B[32mok  \u001B[39m')
    expect((await doctor([])).out).not.toContain('\u001B')
  })

  test('--json prints the diagnosis and nothing else', async () => {
    becomeApp({ applicationUser: false })
    const { code, out, error } = await doctor(['--json'])
    expect({ code, error }).toEqual({ code: 1, error: '' })
    const diagnosis = JSON.parse(out) as Diagnosis & { repairs: string[] }
    expect(diagnosis).toMatchObject({
      healthy: false,
      first: { check: 'application-user', cause: 'not-a-member', step: 2 },
      repairs: [],
    })
  })

  test('settings come from a file, too', async () => {
    const file = join(folder, 'contoso.env')
    await writeFile(file, 'AZURE_CLIENT_ID=not-an-id\n')
    const { code, out } = await doctor(['--env-file', file])
    expect(code).toBe(1)
    expect(out).toMatch(/^FAIL {2}Settings +setting-malformed/m)
  })
})

describe('--fix', () => {
  const app = { applicationUser: false } as const
  const role = ['--role', 'Basic User']

  test('asks, does it, and looks again', async () => {
    becomeApp(app)
    const { code, questions, out } = await doctor(['--fix', '--admin', admin, ...role], { answers: [true] })
    expect(questions).toEqual([
      expect.stringMatching(/^Make the app [0-9a-f-]{36} a user of the environment, with Basic User\?$/),
    ])
    expect(out).toMatch(/^created {2}application user: [0-9a-f-]{36} in business unit contoso$/m)
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^Healthy/)
    expect(code).toBe(0)
  })

  test('changes nothing after a no', async () => {
    becomeApp(app)
    const { code, out } = await doctor(['--fix', '--admin', admin, ...role], { answers: [false] })
    expect(code).toBe(1)
    expect(out).not.toMatch(/^created/m)
    expect((await doctor([])).code).toBe(1)
  })

  test('does one thing after another with --yes', async () => {
    becomeApp({})
    const { code, out } = await doctor([
      '--fix',
      '--yes',
      '--json',
      '--admin',
      admin,
      ...role,
      '--table',
      'systemuser:create',
    ])
    expect(code).toBe(0)
    const { repairs } = JSON.parse(out) as { repairs: string[] }
    expect(repairs).toEqual([
      expect.stringMatching(/^Give the application user of .* the role Basic User$/),
      expect.stringMatching(/^Make the security role “dynamics-kit [0-9a-f]{8}” with systemuser: create/),
    ])
  })

  test('changes nothing that is healthy', async () => {
    const before = world.fake.requests.length
    expect((await doctor(['--fix', '--yes', '--admin', admin])).code).toBe(0)
    const changes = world.fake.requests
      .slice(before)
      .filter(({ method, service }) => method !== 'GET' && service !== 'entra')
    expect(changes).toEqual([])
  })

  test.each([
    [['--fix'], /--fix needs somebody who may change things: --admin azure-cli/],
    [['--fix', '--admin', '/nowhere/admin.env', '--yes'], /--admin: \/nowhere\/admin\.env does not exist/],
    [['--admin', 'device-code'], /needs AZURE_TENANT_ID, and --admin-client-id/],
    [['--table', 'account:reed'], /"reed" is none of create, read/],
    [['--jsno'], /unknown option '--jsno'[\s\S]*Did you mean --json/],
    [['--env-file', '/nowhere/.env'], /--env-file: \/nowhere\/\.env does not exist/],
  ])('%j is a wrong command line', async (args, message) => {
    const { code, error, out } = await doctor(args)
    expect(code).toBe(2)
    expect(error).toMatch(message)
    expect(out).toBe('')
  })

  test('without anybody to ask it wants --yes', async () => {
    expect(await doctor(['--fix', '--admin', admin])).toMatchObject({
      code: 2,
      error: expect.stringContaining('add --yes') as string,
    })
  })
})

test('an administrator signs in with a code', async () => {
  const { fake } = world
  const ada = fake.addUser({ displayName: 'Ada Lovelace', roles: ['System Administrator'] })
  const { clientId } = fake.addApp({ applicationUser: false, publicClient: true, adminConsent: true })
  becomeApp({ applicationUser: false })
  let error = ''
  const code = await createProgram({
    out: () => undefined,
    error(text) {
      error += text
      const userCode = /code ([A-Z0-9]+)/.exec(text)?.[1]
      if (userCode !== undefined) fake.entra.approveDevice(userCode, ada.userPrincipalName)
    },
    stopped: () => new Promise(() => undefined),
  }).run(['doctor', '--admin', 'device-code', '--admin-client-id', clientId])
  expect(error).toMatch(/sign in/i)
  expect(code).toBe(1)
}, 30_000)
