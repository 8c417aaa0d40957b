import { createClient } from '@dynamics-kit/client'
import { DynamicsWebApi } from 'dynamics-web-api'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Comparison } from '../comparison.ts'

/** 50 rows over loopback HTTP, one request at a time, from the call to the rows. */
export async function readPage(): Promise<Comparison> {
  const page = JSON.stringify({
    '@odata.context': 'http://localhost/api/data/v9.2/$metadata#accounts(name,revenue)',
    value: Array.from({ length: 50 }, (_, index) => ({
      '@odata.etag': `W/"${1000 + index}"`,
      name: `Contoso ${index}`,
      revenue: 1000.5 * index,
      accountid: `a0000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    })),
  })
  const server = createServer((_, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json; odata.metadata=minimal', 'odata-version': '4.0' })
      .end(page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const token = { token: 'a.b.c', expiresOnTimestamp: Date.now() + 3_600_000 }

  const dynamics = createClient({ url, credential: { getToken: async () => token } })
  const webApi = new DynamicsWebApi({
    serverUrl: url,
    dataApi: { version: '9.2' },
    onTokenRefresh: async () => token.token,
  })
  return {
    title: 'client: read a page of 50 rows over loopback HTTP',
    limit: {
      name: 'fetch and JSON.parse',
      run: async () => {
        const response = await fetch(`${url}/api/data/v9.2/accounts?$select=name,revenue`, {
          headers: { authorization: `Bearer ${token.token}`, accept: 'application/json' },
        })
        return ((await response.json()) as { value: unknown[] }).value
      },
    },
    contenders: [
      { name: '@dynamics-kit/client', run: () => dynamics.from('accounts').select('name', 'revenue').all() },
      {
        name: 'dynamics-web-api',
        run: () => webApi.retrieveMultiple({ collection: 'accounts', select: ['name', 'revenue'] }),
      },
    ],
  }
}
