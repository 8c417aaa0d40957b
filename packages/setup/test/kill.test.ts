// Setup is killed at every call it makes, before and after the service carried it out, and run again: it ends in the same
// state, and nothing is there twice.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientSecret, deviceCode, type TokenCredential } from '@dynamics-kit/auth'
import type { FakeDynamics, FakeSnapshot } from '@dynamics-kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gitHubJob, planSetup, setUp, type SetUpOptions } from '../src/index.ts'
import { wire, type Fault, type Wire } from './fault.ts'
import { memory, openTenant, type Holdings, type Memory, type Tenant } from './tenant.ts'

let tenant: Tenant
let fresh: FakeSnapshot
const folder = mkdtempSync(join(tmpdir(), 'kill-test-'))
const pem = join(folder, 'contoso.pem')

/** An app that administers Power Platform, and is no user of the environment. */
let manager: TokenCredential

beforeAll(async () => {
  tenant = openTenant()
  manager = await openManager(tenant.fake)
  fresh = tenant.fake.snapshot()
})

afterAll(() => rmSync(folder, { recursive: true }))

/** Somebody who administers Power Platform registers it: an app cannot do so itself. */
async function openManager(fake: FakeDynamics): Promise<TokenCredential> {
  const app = fake.addApp({
    applicationUser: false,
    graphRoles: ['Application.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'],
  })
  const grace = fake.addUser({ systemUser: false, directoryRoles: ['Power Platform Administrator'] })
  const { clientId } = fake.addApp({ applicationUser: false, publicClient: true, powerPlatformConsent: true })
  const person = deviceCode({
    tenantId: fake.tenantId,
    clientId,
    fetch: fake.fetch,
    onPrompt: ({ userCode }) => fake.entra.approveDevice(userCode, grace.userPrincipalName),
  })
  const { token } = await person.getToken('https://service.powerapps.com/.default')
  const answer = await fake.fetch(
    `https://api.bap.microsoft.com/providers/Microsoft.BusinessAppPlatform/adminApplications/${app.clientId}?api-version=2020-10-01`,
    { method: 'PUT', headers: { authorization: `Bearer ${token}` } },
  )
  expect(answer.status).toBe(200)
  return clientSecret({ ...app, tenantId: fake.tenantId, fetch: fake.fetch })
}

/** The world before anything was set up. */
function startOver(): Memory {
  const { fake } = tenant
  fake.restore(fresh)
  // Assertions are made by the clock of this machine.
  fake.clock.advance(Date.now() - fake.clock.now())
  rmSync(pem, { force: true })
  return memory()
}

/** A run over a wire, with settings that are kept in a place of which storing is a call too. */
async function run(kept: Memory, more: Partial<SetUpOptions>, fault?: Fault): Promise<Wire> {
  const { fake, options } = tenant
  const line = wire(fake.fetch, fault)
  const save: Memory['save'] = (variables) => line.call('save settings', () => kept.save(variables))
  const ended = await setUp({
    ...options,
    ...more,
    store: { ...kept, save },
    fetch: line.fetch,
    signal: line.signal,
  }).catch((error: unknown) => error)
  if (fault === undefined && ended instanceof Error) throw ended
  if (fault !== undefined) expect(ended).toBeInstanceOf(Error)
  return line
}

/** Kills a run at each of its calls, one after another, and runs again. @returns how many calls were looked at */
async function killEverywhere(
  how: 'killed-before' | 'killed-after',
  more: Partial<SetUpOptions>,
  which: RegExp = /./,
): Promise<number> {
  const { calls } = await run(startOver(), more)
  const wanted: Holdings = tenant.holdings()
  const chosen = [...calls.keys()].filter((at) => which.test(calls[at]?.shape ?? ''))
  for (const at of chosen) {
    const kept = startOver()
    // One world, one run after another.
    // oxlint-disable no-await-in-loop
    await run(kept, more, { at, how })
    const before = tenant.fake.requests.length
    await planSetup({ ...tenant.options, ...more, store: kept })
    const changed = tenant.fake.requests.slice(before).filter((one) => one.method !== 'GET' && one.service !== 'entra')
    expect({ at: calls[at], changed }).toEqual({ at: calls[at], changed: [] })
    await run(kept, more)
    const secret = kept.kept['AZURE_CLIENT_SECRET']
    const secrets = secret === undefined ? [] : [secret.slice(0, 3)]
    expect({ at: calls[at], ...tenant.holdings() }).toEqual({ at: calls[at], ...wanted, secrets })
    const plan = await planSetup({ ...tenant.options, ...more, store: kept })
    expect({ at: calls[at], rest: plan.actions.filter(({ outcome }) => outcome !== 'exists') }).toEqual({
      at: calls[at],
      rest: [],
    })
    // oxlint-enable no-await-in-loop
  }
  return chosen.length
}

const atOnce = { delay: 0, disagreement: 0 }

describe.each([
  ['at once', atOnce],
  ['after 8 s here and after 20 s there', { delay: 8000, disagreement: 12_000 }],
])('with writes that are seen %s', (_, consistency) => {
  test.each(['killed-before', 'killed-after'] as const)(
    'a run that is %s each of its calls is finished by the next',
    async (how) => {
      Object.assign(tenant.fake.graph, consistency)
      expect(await killEverywhere(how, {})).toBeGreaterThan(40)
      Object.assign(tenant.fake.graph, atOnce)
    },
    300_000,
  )
})

const changes = /^(POST|PATCH|save)/

describe.each([
  // Making a key takes time, so only what changes something is killed.
  ['a certificate', { credential: { kind: 'certificate', path: pem } }, changes],
  ['a trusted job', { credential: gitHubJob({ repository: 'contoso/integration', environment: 'production' }) }, /./],
  ['a business unit of its own', { businessUnit: 'Contoso West', createBusinessUnit: true }, /./],
] as const)('with %s', (_, more, which) => {
  test.each(['killed-before', 'killed-after'] as const)(
    'a run that is %s each of its calls is finished by the next',
    async (how) => {
      expect(await killEverywhere(how, more, which)).toBeGreaterThan(which === changes ? 8 : 30)
    },
    300_000,
  )
})

describe('by the admin API of Power Platform', () => {
  test.each(['killed-before', 'killed-after'] as const)(
    'a run that is %s each of its calls is finished by the next',
    async (how) => {
      const more = { administrator: manager, roles: ['System Administrator'], tables: undefined }
      expect(await killEverywhere(how, more)).toBeGreaterThan(30)
    },
    300_000,
  )
})
