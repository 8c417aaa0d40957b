// Every call of setup is refused once in each way that the services have. Whatever becomes of the run, it says so in an error
// that tells what to do, and the next run ends in the same state.
import { isAuthError } from '@dynamics-kit/auth'
import { isDynamicsError } from '@dynamics-kit/client'
import type { FakeSnapshot } from '@dynamics-kit/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { isSetupError, setUp } from '../src/index.ts'
import { wire, type Fault, type Wire } from './fault.ts'
import { memory, openTenant, type Holdings, type Memory, type Tenant } from './tenant.ts'

let tenant: Tenant
let fresh: FakeSnapshot
let calls: Wire['calls']
let wanted: Holdings

beforeAll(async () => {
  tenant = openTenant()
  fresh = tenant.fake.snapshot()
  const line = await run(memory())
  ;({ calls } = line)
  wanted = tenant.holdings()
})

async function run(store: Memory, fault?: Fault): Promise<Wire & { readonly error?: unknown }> {
  const line = wire(tenant.fake.fetch, fault)
  const error: unknown = await setUp({ ...tenant.options, store, fetch: line.fetch }).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (fault === undefined && error !== undefined) throw error
  return { ...line, error }
}

interface Refusal {
  readonly service: 'graph' | 'dynamics' | 'entra'
  readonly status: number
  readonly code: string
  readonly message?: string
  readonly details?: readonly object[]
  readonly headers?: Record<string, string>
  /** What it may be answered to. Default: anything. */
  readonly to?: RegExp
  /** Whether the run is finished in spite of it. Default: only that the next one is. */
  readonly survived?: true
}

const soon = { 'retry-after': '0' }
const changes = /^(POST|PATCH)/
const present = 'does not exist or one of its queried reference-property objects are not present.'

/** What `entra-and-provisioning.md` lists: §7.2, §8, §9.4 to §9.8, §10.2, §10.3. */
const refusals: readonly Refusal[] = [
  { service: 'graph', status: 401, code: 'InvalidAuthenticationToken' },
  { service: 'graph', status: 401, code: 'Authorization_IdentityNotFound' },
  { service: 'graph', status: 403, code: 'Authorization_RequestDenied' },
  { service: 'graph', status: 403, code: 'Directory_QuotaExceeded', to: changes },
  { service: 'graph', status: 409, code: 'Directory_ConcurrencyViolation', headers: soon, to: changes, survived: true },
  { service: 'graph', status: 409, code: 'Request_MultipleObjectsWithSameKeyValue', to: /^POST/, survived: true },
  {
    service: 'graph',
    status: 400,
    code: 'Request_BadRequest',
    message: 'Permission entry already exists.',
    to: /^POST graph \/oauth2/,
    survived: true,
  },
  {
    service: 'graph',
    status: 404,
    code: 'Request_ResourceNotFound',
    message: `Resource 'x' ${present}`,
    survived: true,
  },
  { service: 'graph', status: 400, code: 'Request_BadRequest', message: `'x' ${present}`, to: changes, survived: true },
  {
    service: 'graph',
    status: 400,
    code: 'Request_BadRequest',
    details: [{ code: 'NoBackingApplicationObject' }],
    to: /servicePrincipals$/,
    survived: true,
  },
  {
    service: 'graph',
    status: 403,
    code: 'Authorization_RequestDenied',
    message:
      'When using this permission, the backing application of the service principal being created must in the local tenant',
    to: /servicePrincipals$/,
    survived: true,
  },
  { service: 'graph', status: 400, code: 'CredentialTypeNotAllowedAsPerAppPolicy', to: /addPassword/ },
  { service: 'graph', status: 400, code: 'CredentialInvalidLifetimeAsPerAppPolicy', to: /addPassword/ },
  { service: 'graph', status: 429, code: 'TooManyRequests', headers: soon, survived: true },
  { service: 'graph', status: 503, code: 'ServiceNotAvailable', survived: true },
  { service: 'graph', status: 504, code: 'UnknownError', survived: true },
  { service: 'dynamics', status: 403, code: '0x80040220', message: 'is missing prvCreateUser privilege' },
  { service: 'dynamics', status: 403, code: '0x80072560' },
  { service: 'dynamics', status: 403, code: '0x80042f09' },
  { service: 'dynamics', status: 400, code: '0x80072559', to: /POST .*systemusers$/, survived: true },
  { service: 'dynamics', status: 400, code: '0x80040530', to: /POST .*systemusers$/ },
  { service: 'dynamics', status: 400, code: '0x80060888', to: /^POST/ },
  { service: 'dynamics', status: 412, code: '0x80040237', to: /^POST .*(systemusers|roles|ref)$/, survived: true },
  { service: 'dynamics', status: 429, code: '0x80072322', headers: soon, survived: true },
  { service: 'dynamics', status: 503, code: '0x80040216', headers: soon },
  ...([7000215, 700016, 7000229, 500011] as const).map((code): Refusal => ({
    service: 'entra',
    status: 401,
    code: String(code),
    survived: true,
  })),
  { service: 'entra', status: 401, code: '7000222' },
  { service: 'entra', status: 400, code: '53003' },
  { service: 'entra', status: 503, code: '90033', headers: soon, survived: true },
  { service: 'entra', status: 429, code: '90055', headers: soon, survived: true },
]

function answerOf({ service, status, code, message = 'No.', details, headers = {} }: Refusal): Response {
  const body =
    service === 'entra'
      ? { error: 'invalid_client', error_description: `AADSTS${code}: ${message}`, error_codes: [Number(code)] }
      : { error: { code, message, ...(details && { details }) } }
  return Response.json(body, { status, headers })
}

/** The first call of each shape: the others are the same to the service. */
function targets({ service, to = /./ }: Refusal): readonly number[] {
  const shapes = calls.map(({ shape }) => shape)
  return [...shapes.keys()].filter((at) => {
    const shape = shapes[at] ?? ''
    return shape.includes(` ${service} `) && to.test(shape) && shapes.indexOf(shape) === at
  })
}

/** What became of a run: `finished`, `told` by an error of ours that says what to do, or the error. */
function endingOf(error: unknown, { code }: Refusal): unknown {
  if (error === undefined) return 'finished'
  if (!isSetupError(error) && !isDynamicsError(error) && !isAuthError(error)) return error
  // A code that nobody knows a remedy for is told in the service’s words.
  return /^Step [1-4] \(/.test(error.fix ?? '') || code === '0x80060888' ? 'told' : error
}

describe.each(refusals)('$status $code of $service', (refusal) => {
  test(`is ${refusal.survived ? 'got over' : 'told, and got over by the next run'}`, async () => {
    const at = targets(refusal)
    expect(at.length).toBeGreaterThan(0)
    for (const one of at) {
      const shape = calls[one]?.shape
      tenant.fake.restore(fresh)
      const store = memory()
      // One world, one run after another.
      // oxlint-disable no-await-in-loop
      const { error } = await run(store, { at: one, how: () => answerOf(refusal) })
      const endings = refusal.survived ? ['finished'] : ['finished', 'told']
      expect(endings, `${shape}: ${String(error)}`).toContain(endingOf(error, refusal))
      await run(store)
      // oxlint-enable no-await-in-loop
      const secrets = [store.kept['AZURE_CLIENT_SECRET']?.slice(0, 3)]
      expect({ shape, ...tenant.holdings() }).toEqual({ shape, ...wanted, secrets })
    }
  }, 120_000)
})
