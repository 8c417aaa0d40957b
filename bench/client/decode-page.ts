import { createClient } from '@dynamics-kit/client'
import { accounts } from '../../examples/dynamics/accounts.ts'
import { COLUMNS, pageOfAccounts } from './pages.ts'

interface Decoded {
  readonly name: string
  /** The best of all rounds. */
  readonly microseconds: number
  readonly ratio: number
}

const ROWS = 5000
const ROUNDS = 1000

/** The largest page there is, from bytes to rows, without a network: what is beside reading and `JSON.parse`. */
export async function decodePage(): Promise<readonly Decoded[]> {
  const bytes = new TextEncoder().encode(pageOfAccounts(ROWS))
  const answer = () => new Response(bytes, { headers: { 'content-type': 'application/json' } })
  const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com', fetch: async () => answer() })
  const columns = ['name', 'revenue', 'statecode', 'createdon', 'primarycontactid'] as const
  const ways: readonly (readonly [name: string, run: () => Promise<readonly unknown[]>])[] = [
    ['text and JSON.parse', async () => (JSON.parse(await answer().text()) as { value: unknown[] }).value],
    [
      'table known by name',
      () =>
        dynamics
          .from('accounts')
          .select(...COLUMNS)
          .all(),
    ],
    [
      'generated table',
      () =>
        dynamics
          .from(accounts)
          .select(...columns)
          .all(),
    ],
    [
      'generated table, dates',
      () =>
        dynamics
          .from(accounts)
          .values({ dateTime: 'Date' })
          .select(...columns)
          .all(),
    ],
  ]
  // All take turns, each beginning in turn. The best of many counts: a busy machine only ever adds to a turn, and clocks of CPU
  // tick too slowly for one.
  const best = ways.map(() => Infinity)
  for (let round = 0; round < ROUNDS; round++) {
    for (const place of ways.keys()) {
      const index = (place + round) % ways.length
      const [, run] = ways[index] ?? []
      const start = performance.now()
      const rows = await run?.()
      const microseconds = (performance.now() - start) * 1000
      if (rows?.length !== ROWS) throw new Error(`${rows?.length} rows were read.`)
      best[index] = Math.min(best[index] ?? Infinity, microseconds)
    }
  }
  const [least = Number.NaN] = best
  return ways.map(([name], index) => {
    const microseconds = best[index] ?? Number.NaN
    return { name, microseconds, ratio: microseconds / least }
  })
}
