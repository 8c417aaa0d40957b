import { createClient } from '@dynamics-kit/client'
import { DynamicsWebApi } from 'dynamics-web-api'
import ky from 'ky'
import { COLUMNS } from './pages.ts'

/** One way of reading a page of an entity set. */
export interface Contender {
  readonly name: string
  readonly read: (entitySet: string) => Promise<readonly unknown[]>
}

const TOKEN = 'a.b.c'

/** Whoever reads pages; the first is the least that a program can do. */
export function contendersAt(url: string): readonly [Contender, ...Contender[]] {
  const root = `${url}/api/data/v9.2/`
  const address = (entitySet: string) => `${root}${entitySet}?$select=${COLUMNS.join(',')}`
  const headers = {
    Authorization: `Bearer ${TOKEN}`,
    Accept: 'application/json',
    'OData-MaxVersion': '4.0',
    'OData-Version': '4.0',
    'If-None-Match': 'null',
  }
  const token = { token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }
  const dynamics = createClient({ url, credential: { getToken: async () => token } })
  const webApi = new DynamicsWebApi({
    serverUrl: url,
    dataApi: { version: '9.2' },
    onTokenRefresh: async () => TOKEN,
  })
  return [
    {
      name: 'fetch and JSON.parse',
      read: async (entitySet) => {
        const response = await fetch(address(entitySet), { headers })
        return ((await response.json()) as { value: unknown[] }).value
      },
    },
    {
      name: 'ky',
      read: async (entitySet) => (await ky(address(entitySet), { headers }).json<{ value: unknown[] }>()).value,
    },
    {
      name: 'dynamics-web-api',
      read: async (entitySet) =>
        (await webApi.retrieveMultiple<object>({ collection: entitySet, select: [...COLUMNS] })).value,
    },
    {
      name: '@dynamics-kit/client',
      read: (entitySet) =>
        dynamics
          .from(entitySet)
          .select(...COLUMNS)
          .all(),
    },
  ]
}
