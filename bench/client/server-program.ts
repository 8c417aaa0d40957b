// Answers every request with a page, as quickly as it can, in a process of its own. Prints its port.
// `rows_50` is a page of 50 rows, `rows_1000_on_100` such pages with links from one to the next.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pageOfAccounts } from './pages.ts'

const pages = new Map<string, Buffer>()

function pageFor(host: string, url: string): Buffer {
  const known = pages.get(url)
  if (known) return known
  const [, set = '', rows = '1', all = '1'] = /\/(rows_(\d+)(?:_on_(\d+))?)/.exec(url) ?? []
  const left = Number(/skiptoken=(\d+)/.exec(url)?.[1] ?? all) - 1
  const next = left > 0 ? `http://${host}/api/data/v9.2/${set}?$skiptoken=${left}` : undefined
  const page = Buffer.from(pageOfAccounts(Number(rows), next))
  pages.set(url, page)
  return page
}

const server = createServer((request, response) => {
  const page = pageFor(request.headers.host ?? '', request.url ?? '')
  response
    .writeHead(200, {
      'content-type': 'application/json; odata.metadata=minimal',
      'odata-version': '4.0',
      'content-length': page.length,
    })
    .end(page)
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
