import { inspect } from 'node:util'
import { createFakeDynamics, type FakeApp, type FakeDynamics, type FakeUser } from '@dynamics-kit/testing'
import { isAuthError, type AuthError } from '../../src/index.ts'

export const scope = 'https://contoso.crm.dynamics.com/.default'

/** A fake tenant with one person, and an installed program that people sign in to. */
export interface PeopleWorld {
  readonly fake: FakeDynamics
  readonly ada: FakeUser
  readonly program: FakeApp
  /** What every credential of the program takes. */
  readonly options: {
    readonly tenantId: string
    readonly clientId: string
    readonly fetch: (request: Request) => Promise<Response>
  }
  /** Grant types the token endpoint was asked with, and the paths of other endpoints, in order; without polls. */
  readonly asked: string[]
  /** Everything secret that went over the wire, either way. */
  readonly secrets: Set<string>
}

const secretFields: ReadonlySet<string> = new Set([
  'assertion',
  'client_secret',
  'code',
  'code_verifier',
  'device_code',
  'password',
  'refresh_token',
])

export function createPeopleWorld(): PeopleWorld {
  const fake = createFakeDynamics()
  fake.entra.deviceCodeInterval = 0
  const ada = fake.addUser({ displayName: 'Ada Lovelace', roles: ['System Administrator'] })
  const program = fake.addApp({
    displayName: 'Contoso desktop',
    applicationUser: false,
    publicClient: true,
    redirectUris: { publicClient: ['http://localhost'] },
  })
  const asked: string[] = []
  const secrets = new Set<string>()
  const keep = (values: Iterable<readonly [string, unknown]>) => {
    for (const [name, value] of values) {
      if (typeof value === 'string' && (secretFields.has(name) || name.endsWith('_token'))) secrets.add(value)
    }
  }
  return {
    fake,
    ada,
    program,
    asked,
    secrets,
    options: {
      tenantId: fake.tenantId,
      clientId: program.clientId,
      async fetch(request) {
        const form = new URLSearchParams(await request.clone().text())
        keep(form)
        const response = await fake.fetch(request)
        const body = (await response.clone().json()) as Record<string, unknown>
        keep(Object.entries(body))
        const step = form.get('grant_type') ?? new URL(request.url).pathname.split('/').at(-1) ?? ''
        if (body['error'] !== 'authorization_pending') asked.push(step.split(':').at(-1) ?? step)
        return response
      },
    },
  }
}

/** The `AuthError` that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<AuthError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isAuthError(error)) throw new Error(`expected an AuthError, got ${inspect(error)}`)
  return error
}

/** Every way an object is shown in logs. */
export function shownAs(value: unknown): string {
  const error = value instanceof Error ? `${value.message} ${value.stack} ${inspect(value.cause)}` : ''
  return `${inspect(value, { depth: 10, showHidden: true })} ${JSON.stringify(value)} ${error}`
}
