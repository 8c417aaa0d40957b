// Streams 100,000 rows and prints what it took: milliseconds, CPU milliseconds, and the largest heap seen in MB.
import { createClient } from '@dynamics-kit/client'
import { COLUMNS } from './pages.ts'

const [url = '', who = ''] = process.argv.slice(2)
const SET = 'rows_5000_on_20'
const ROWS = 100_000
const token = { token: 'a.b.c', expiresOnTimestamp: Date.now() + 3_600_000 }
const dynamics = createClient({ url, credential: { getToken: async () => token } })

/** What a program writes by hand: page after page by the link. */
async function* rawRows(): AsyncGenerator<Readonly<Record<string, unknown>>, void> {
  let address: string | undefined = `${url}/api/data/v9.2/${SET}?$select=${COLUMNS.join(',')}`
  while (address !== undefined) {
    const response: Response = await fetch(address, { headers: { authorization: `Bearer ${token.token}` } })
    const page = (await response.json()) as { value: Record<string, unknown>[]; '@odata.nextLink'?: string }
    yield* page.value
    address = page['@odata.nextLink']
  }
}

/** The same without a generator: a loop in a loop. */
async function rawLoop(take: (row: Readonly<Record<string, unknown>>) => void): Promise<void> {
  let address: string | undefined = `${url}/api/data/v9.2/${SET}?$select=${COLUMNS.join(',')}`
  while (address !== undefined) {
    const response: Response = await fetch(address, { headers: { authorization: `Bearer ${token.token}` } })
    const page = (await response.json()) as { value: Record<string, unknown>[]; '@odata.nextLink'?: string }
    for (const row of page.value) take(row)
    address = page['@odata.nextLink']
  }
}

const programs: Readonly<Record<string, (take: (row: Readonly<Record<string, unknown>>) => void) => Promise<void>>> = {
  loop: rawLoop,
  generator: async (take) => {
    for await (const row of rawRows()) take(row)
  },
  client: async (take) => {
    for await (const row of dynamics.from(SET).select(...COLUMNS)) take(row)
  },
  pages: async (take) => {
    for await (const { rows } of dynamics
      .from(SET)
      .select(...COLUMNS)
      .pages())
      for (const row of rows) take(row)
  },
}

const run = programs[who]
if (run === undefined) throw new Error(`There is no program "${who}".`)
let rows = 0
let total = 0
let heap = 0
const take = (row: Readonly<Record<string, unknown>>): void => {
  total += Number(row['revenue'])
  if (++rows % 2500 === 0) heap = Math.max(heap, process.memoryUsage().heapUsed)
}
await run(take)
if (rows !== ROWS || total === 0) throw new Error(`${who} read ${rows} rows.`)
// Measured when everything is warm.
let best = { milliseconds: Infinity, cpu: Infinity }
for (let round = 0; round < 5; round++) {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await run(take)
  const { user, system } = process.cpuUsage(cpu)
  best = {
    milliseconds: Math.min(best.milliseconds, performance.now() - start),
    cpu: Math.min(best.cpu, (user + system) / 1000),
  }
}
console.log(JSON.stringify({ ...best, heap: heap / 1024 / 1024 }))
process.exit()
