import { describe, expect, test } from 'vitest'
import { createFakeDynamics, type FakeDynamics } from '../src/index.ts'

async function call(fake: FakeDynamics, method: string, path: string, body?: unknown): Promise<Response> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: fake.clientId,
    client_secret: fake.clientSecret,
    scope: `${fake.url}/.default`,
  })
  const token = await fake.fetch(`${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`, { method: 'POST', body: form })
  const { access_token } = (await token.json()) as { access_token: string }
  const headers = {
    authorization: `Bearer ${access_token}`,
    'content-type': 'application/json',
    accept: 'application/json',
  }
  return fake.fetch(`${fake.url}/api/data/v9.2/${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

async function namesIn(fake: FakeDynamics): Promise<string[]> {
  const response = await call(fake, 'GET', 'accounts?$select=name&$orderby=name')
  return ((await response.json()) as { value: { name: string }[] }).value.map(({ name }) => name)
}

const me = async (fake: FakeDynamics) => (await call(fake, 'GET', 'WhoAmI')).json()

describe('a snapshot', () => {
  test('is plain JSON that another fake goes on from, ids, secrets, rows and roles included', async () => {
    const first = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
    await call(first, 'POST', 'accounts', { name: 'Fabrikam' })
    const text = JSON.stringify(first.snapshot())

    const second = createFakeDynamics({ snapshot: JSON.parse(text) })
    expect(second).toMatchObject({
      tenantId: first.tenantId,
      clientId: first.clientId,
      clientSecret: first.clientSecret,
    })
    expect(await namesIn(second)).toEqual(['Contoso', 'Fabrikam'])
    expect(await me(second)).toEqual(await me(first))
    expect((await call(second, 'POST', 'accounts', { name: 'Adventure Works' })).status).toBe(204)
    expect(JSON.stringify(first.snapshot())).toBe(text)
  })

  test('is not touched by what happens after it', async () => {
    const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
    const before = fake.snapshot()
    await call(fake, 'POST', 'accounts', { name: 'Fabrikam' })
    fake.addApp({ displayName: 'Contoso reader' })
    fake.restore(before)
    expect(await namesIn(fake)).toEqual(['Contoso'])
    await call(fake, 'POST', 'accounts', { name: 'Adventure Works' })
    fake.restore(before)
    expect(await namesIn(fake)).toEqual(['Contoso'])
  })

  test('of another tenant is refused by name', () => {
    expect(() => createFakeDynamics().restore(createFakeDynamics().snapshot())).toThrow(
      /^snapshot: is of another tenant/,
    )
  })

  test('gives way to the fresh world on reset', async () => {
    const first = createFakeDynamics()
    await call(first, 'POST', 'accounts', { name: 'Fabrikam' })
    const second = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] }, snapshot: first.snapshot() })
    expect(await namesIn(second)).toEqual(['Fabrikam'])
    second.reset()
    expect(await namesIn(second)).toEqual(['Contoso'])
  })
})

test('a reset keeps the ids that clients were told', async () => {
  const fake = createFakeDynamics()
  const before = await me(fake)
  fake.reset()
  expect(await me(fake)).toEqual(before)
})
