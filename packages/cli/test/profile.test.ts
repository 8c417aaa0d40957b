import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { run, startFake } from './generate/run-command.ts'

let world: Awaited<ReturnType<typeof startFake>>
let folder: string
let envFile: string

beforeAll(async () => {
  world = await startFake({})
})
afterAll(() => world.server.close())

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'profile-test-'))
  envFile = join(folder, '.env')
  writeFileSync(
    envFile,
    Object.entries(world.variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  vi.stubEnv('DYNAMICS_KIT_HOME', folder)
  for (const name of Object.keys(world.variables)) vi.stubEnv(name, '')
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

test('settings are kept under a name, used by it, and forgotten', async () => {
  expect(await run('profile', 'save', 'contoso', '--env-file', envFile)).toMatchObject({ code: 0 })
  const kept = join(folder, 'profiles/contoso.env')
  expect(readFileSync(kept, 'utf8')).toBe(readFileSync(envFile, 'utf8'))
  expect(statSync(kept).mode & 0o777).toBe(0o600)
  expect(JSON.parse((await run('profile', 'list', '--json')).out)).toContainEqual({
    name: 'contoso',
    url: world.server.url,
    clientId: world.variables['AZURE_CLIENT_ID'],
  })
  expect((await run('profile', 'list')).out).toBe(
    `contoso  ${world.server.url}  ${world.variables['AZURE_CLIENT_ID']}\n`,
  )
  expect(JSON.parse((await run('whoami', '--json', '--profile', 'contoso')).out)).toMatchObject({
    environment: world.server.url,
  })
  vi.stubEnv('DYNAMICS_PROFILE', 'contoso')
  expect((await run('whoami')).code).toBe(0)
  expect((await run('profile', 'remove', 'contoso')).code).toBe(0)
  const { code, error } = await run('whoami')
  expect(code).toBe(2)
  expect(error).toContain('There is no profile contoso. Make it: dynamics-kit profile save contoso --env-file .env')
})

test('no secret is shown by a list', async () => {
  await run('profile', 'save', 'contoso', '--env-file', envFile)
  expect((await run('profile', 'list')).out).not.toContain(world.variables['AZURE_CLIENT_SECRET'])
})

test.each([
  [['save', '../contoso', '--env-file', '.env'], 'is no name'],
  [['save', 'contoso', '--env-file', 'nothing.env'], 'nothing.env does not exist'],
  [['save', 'contoso'], "required option '--env-file <file>' not specified"],
  [['remove', 'fabrikam'], 'There is no profile fabrikam'],
])('profile %j is refused in words', async (args, message) => {
  const { code, error } = await run('profile', ...args)
  expect(code).toBe(2)
  expect(error).toContain(message)
})

test('a misspelt profile is told which there are', async () => {
  await run('profile', 'save', 'contoso', '--env-file', envFile)
  expect((await run('whoami', '--profile', 'contsoo')).error).toContain('no profile contsoo. There are: contoso.')
})

test('a profile is not replaced by accident', async () => {
  await run('profile', 'save', 'contoso', '--env-file', envFile)
  expect((await run('profile', 'save', 'contoso', '--env-file', envFile)).error).toContain('--force replaces it')
  expect((await run('profile', 'save', 'contoso', '--env-file', envFile, '--force')).code).toBe(0)
})
