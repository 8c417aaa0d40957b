import { type BatchOperation, parseBatchResponse, printBatchRequest, printBatchResponse } from '@dynamics-kit/odata'
import type { Job } from './measure.ts'

const BOUNDARY = 'batch_4f2a'
const COUNT = 1000
/** So that the answer has about five megabytes. */
const ROW_SIZE = 5000

const operations = Array.from({ length: COUNT }, (_, index): BatchOperation => ({
  kind: 'operation',
  method: 'POST',
  target: '/api/data/v9.2/accounts',
  headers: [
    ['Content-Type', 'application/json'],
    ['Prefer', 'return=representation'],
  ],
  body: JSON.stringify({ name: `Contoso ${index}`, revenue: index, description: 'x'.repeat(200) }),
}))

const answer = printBatchResponse(
  operations.map((_, index) => ({
    kind: 'response',
    status: 200,
    reason: 'OK',
    headers: [
      ['Content-Type', 'application/json; odata.metadata=minimal'],
      ['OData-Version', '4.0'],
    ],
    body: JSON.stringify({ name: `Contoso ${index}`, description: 'x'.repeat(ROW_SIZE) }),
  })),
  BOUNDARY,
)

/** The least that makes the same body: nothing is checked. */
function printByHand(): string {
  let text = ''
  for (const { method, target, headers, body } of operations) {
    text += `--${BOUNDARY}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n${method} ${target} HTTP/1.1\r\n`
    for (const [name, value] of headers) text += `${name}: ${value}\r\n`
    text += `\r\n${body}\r\n`
  }
  return `${text}--${BOUNDARY}--\r\n`
}

interface Answer {
  readonly status: number
  readonly headers: readonly (readonly string[])[]
  readonly body: string
}

/** The least that reads the same answers: no change sets, no broken bodies, no boundary inside a line. */
function parseByHand(): readonly Answer[] {
  const parts = answer.split(`--${BOUNDARY}`).slice(1, -1)
  return parts.map((part) => {
    const start = part.indexOf('\r\n\r\n') + 4
    const end = part.indexOf('\r\n\r\n', start)
    const [statusLine = '', ...lines] = part.slice(start, end).split('\r\n')
    return {
      status: Number(statusLine.split(' ')[1]),
      headers: lines.map((line) => line.split(': ')),
      body: part.slice(end + 4, -2),
    }
  })
}

export const batches: readonly Job[] = [
  {
    title: `batch: write ${COUNT} requests`,
    budget: 2,
    contenders: [
      { name: 'by hand', run: printByHand },
      { name: '@dynamics-kit/odata', run: () => printBatchRequest(operations, BOUNDARY) },
    ],
  },
  {
    title: `batch: read an answer of ${(answer.length / 1e6).toFixed(1)} MB`,
    budget: 2,
    contenders: [
      { name: 'by hand', run: parseByHand },
      {
        name: '@dynamics-kit/odata',
        run: () => parseBatchResponse(`multipart/mixed; boundary=${BOUNDARY}`, answer),
      },
    ],
  },
]
