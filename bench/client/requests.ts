import type { Contender } from './contenders.ts'

/** How a contender did. */
export interface Measurement {
  readonly contender: string
  readonly perSecond: number
  /** Microseconds of this process, all its threads, for one request. */
  readonly cpu: number
}

/** A way of asking: so many at once, for pages of so many rows. */
export interface Cell {
  readonly wide: number
  readonly rows: number
}

export const CELLS: readonly Cell[] = [
  { wide: 1, rows: 1 },
  { wide: 1, rows: 50 },
  { wide: 32, rows: 1 },
  { wide: 32, rows: 50 },
]

/** Rounds in which all contenders take turns, so that what else the machine does falls on all of them. */
const ROUNDS = 8
/** Milliseconds of one turn. */
const TURN = 400

/** Measures all contenders in turns; the best round of each counts. */
export async function measureCell(contenders: readonly Contender[], { wide, rows }: Cell): Promise<Measurement[]> {
  const best = contenders.map(({ name }) => ({ contender: name, perSecond: 0, cpu: Infinity }))
  for (let round = -1; round < ROUNDS; round++) {
    for (const place of contenders.keys()) {
      // Each goes first in turn: who goes later also cleans up the memory of those before.
      const index = (place + Math.max(round, 0)) % contenders.length
      const contender = contenders[index]
      if (contender === undefined) continue
      const { perSecond, cpu } = await turn(contender, wide, rows)
      const entry = best[index]
      // The first round warms up.
      if (entry === undefined || round < 0) continue
      entry.perSecond = Math.max(entry.perSecond, perSecond)
      entry.cpu = Math.min(entry.cpu, cpu)
    }
  }
  return best
}

async function turn({ read, name }: Contender, wide: number, rows: number): Promise<Omit<Measurement, 'contender'>> {
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  let requests = 0
  const ask = async (): Promise<void> => {
    while (performance.now() - start < TURN) {
      const page = await read(`rows_${rows}`)
      if (page.length !== rows) throw new Error(`${name} read ${page.length} rows, not ${rows}.`)
      requests++
    }
  }
  await Promise.all(Array.from({ length: wide }, () => ask()))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  return { perSecond: requests / seconds, cpu: (user + system) / requests }
}
