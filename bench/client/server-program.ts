// Answers every request with a page, as quickly as it can, in a process of its own. Prints its port.
// `rows_50` is a page of 50 rows, `rows_1000_on_100` such pages with links from one to the next. A batch is answered part by part.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
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

/** Each part as soon as it has been asked for, as long as the reader takes them. */
async function answerBatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  response.writeHead(200, { 'content-type': 'multipart/mixed; boundary=batchresponse_1', 'odata-version': '4.0' })
  const head =
    '--batchresponse_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json; odata.metadata=minimal\r\nOData-Version: 4.0\r\n\r\n'
  for (const [, url = ''] of Buffer.concat(chunks)
    .toString()
    .matchAll(/^GET (\S+) HTTP/gm)) {
    const isTaken = response.write(
      Buffer.concat([
        Buffer.from(head),
        pageFor(request.headers.host ?? '', url.split('?')[0] ?? ''),
        Buffer.from('\r\n'),
      ]),
    )
    if (!isTaken) await once(response, 'drain')
  }
  response.end('--batchresponse_1--\r\n')
}

const server = createServer((request, response) => {
  if (request.url?.endsWith('/$batch') === true) return void answerBatch(request, response)
  const page = pageFor(request.headers.host ?? '', request.url ?? '')
  response
    .writeHead(200, {
      'content-type': 'application/json; odata.metadata=minimal',
      'odata-version': '4.0',
      'content-length': page.length,
    })
    .end(page)
  return undefined
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
