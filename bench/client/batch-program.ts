// Reads the answer of a batch of 1,000 reads, 20 MB, and prints what it took: CPU milliseconds, the most memory alive at once in
// MB, and milliseconds until the first result.
import { column, createClient } from '@dynamics-kit/client'
import { batchContentType, parseBatchResponse, printBatchRequest } from '@dynamics-kit/odata'
import { COLUMNS } from './pages.ts'

const [url = '', who = ''] = process.argv.slice(2)
const OPERATIONS = 1000
const token = { token: 'a.b.c', expiresOnTimestamp: Date.now() + 3_600_000 }
const dynamics = createClient({ url, credential: { getToken: async () => token } })
const pageOf = (index: number) =>
  dynamics
    .from('rows_100')
    .select(...COLUMNS)
    .where(column('index').eq(index))

type Rows = readonly Readonly<Record<string, unknown>>[]
type Take = (rows: Rows) => void

/** What a program writes by hand: the answer as a text, split and parsed. */
async function raw(take: Take): Promise<void> {
  const operations = Array.from({ length: OPERATIONS }, (_, index) => ({
    kind: 'operation' as const,
    method: 'GET',
    target: `/api/data/v9.2/rows_100?$select=${COLUMNS.join(',')}&$filter=index%20eq%20${index}`,
    headers: [['Accept', 'application/json']] as const,
    body: '',
  }))
  const response = await fetch(`${url}/api/data/v9.2/$batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token.token}`, 'content-type': batchContentType('b') },
    body: printBatchRequest(operations, 'b'),
  })
  const type = response.headers.get('content-type') ?? ''
  for (const part of parseBatchResponse(type, await response.text())) {
    if (part.kind === 'response') take((JSON.parse(part.body) as { value: Rows }).value)
  }
}

const programs: Readonly<Record<string, (take: Take) => Promise<void>>> = {
  raw,
  batch: async (take) => {
    const results = await dynamics.batch((b) => Array.from({ length: OPERATIONS }, (_, index) => b.all(pageOf(index))))
    for (const result of results) if (result.status === 'succeeded') take(result.value)
  },
  stream: async (take) => {
    const results = dynamics.batchStream(function* (b) {
      for (let index = 0; index < OPERATIONS; index++) yield b.all(pageOf(index))
    })
    for await (const result of results) if (result.status === 'succeeded') take(result.value)
  },
}

const chosen = programs[who]
if (chosen === undefined) throw new Error(`There is no program "${who}".`)
const run: (take: Take) => Promise<void> = chosen

let rows = 0
let first = 0
let start = 0
const take: Take = (page) => {
  if (rows === 0) first = performance.now() - start
  rows += page.length
}

const measure = async () => {
  rows = 0
  const cpu = process.cpuUsage()
  start = performance.now()
  await run(take)
  const { user, system } = process.cpuUsage(cpu)
  if (rows !== OPERATIONS * 100) throw new Error(`${who} read ${rows} rows.`)
  return { cpu: (user + system) / 1000, first }
}

/** MB that are in use, once garbage is collected. */
function alive(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1024 / 1024
}

/** The most that is alive while pages come in, beyond what was before. */
async function mostAlive(): Promise<number> {
  const before = alive()
  let most = 0
  let pages = 0
  await run(() => {
    if (pages++ % 100 === 50) most = Math.max(most, alive() - before)
  })
  return most
}

// First: what rounds leave behind would be there before.
const memory = await mostAlive()
const rounds = [await measure(), await measure(), await measure()]
const least = (name: 'cpu' | 'first') => Math.min(...rounds.map((round) => round[name]))
console.log(JSON.stringify({ cpu: least('cpu'), first: least('first'), memory }))
process.exit()
