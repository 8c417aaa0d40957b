import { createFakeDynamics, type FakeDynamics } from '@dynamics-kit/testing'
import type { Account, Contact } from './rows.ts'

/** A fake with rows, and how to ask it: the whole way through its `fetch`. */
export interface AskedFake {
  readonly fake: FakeDynamics
  readonly token: string
  get(path: string): Promise<unknown>
  post(path: string, body: object): Promise<void>
}

export async function askFake(rows: {
  readonly accounts: readonly Account[]
  readonly contacts: readonly Contact[]
}): Promise<AskedFake> {
  const fake = createFakeDynamics({
    seed: {
      accounts: rows.accounts.map((row) => ({ ...row })),
      contacts: rows.contacts.map(({ accountid, ...row }) => ({
        ...row,
        'parentcustomerid_account@odata.bind': `/accounts(${accountid})`,
      })),
    },
  })
  const answer = await fake.fetch(`${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: fake.clientId,
      client_secret: fake.clientSecret,
      scope: `${fake.url}/.default`,
    }),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return {
    fake,
    token,
    async get(path) {
      const response = await fake.fetch(`${fake.url}/api/data/v9.2/${path}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return response.json()
    },
    async post(path, body) {
      const response = await fake.fetch(`${fake.url}/api/data/v9.2/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    },
  }
}

/** These columns of an answer's rows: the Web API adds others. */
export function rowsOf(answer: unknown, columns: readonly string[]): object[] {
  const { value } = answer as { value: Record<string, unknown>[] }
  return value.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])))
}
