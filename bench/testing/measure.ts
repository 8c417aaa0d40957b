/** One measured way of doing a job. Each call does it once. */
interface Contender {
  readonly name: string
  readonly run: () => unknown
  /** Is called before each measurement. */
  readonly prepare?: () => void
}

/** A job and who does it. The first contender is what the others are measured against. */
export interface Job {
  readonly title: string
  readonly contenders: readonly [Contender, ...Contender[]]
}

/** Rounds in which all contenders take turns, the first going first in turn, so that what else the machine does falls on all. */
const ROUNDS = 7
/** Milliseconds of the processor time of its thread that a measurement takes at least. */
const SAMPLE = 40

/** Measures all contenders of a job; the best round counts. Prints microseconds of the processor time of its thread for one call, and the ratio. */
export async function compare({ title, contenders }: Job): Promise<void> {
  const entries = contenders.map((contender) => ({ ...contender, best: Infinity, rounds: 0 }))
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < entries.length; turn++) {
      const entry = entries[(round + turn) % entries.length]
      // Who takes a second for one call need not do it seven times.
      if (!entry || (entry.best > 300_000 && entry.rounds >= 2)) continue
      entry.rounds += 1
      entry.prepare?.()
      entry.best = Math.min(entry.best, await microsecondsOf(entry.run))
    }
  }
  const least = entries[0]?.best ?? Number.NaN
  console.log(`\n${title}`)
  for (const { name, best } of entries) console.log(line(name, microseconds(best), `${(best / least).toFixed(2)}x`))
}

const line = (name: string, ...columns: readonly string[]): string =>
  `  ${name.padEnd(44)}${columns.map((column) => column.padStart(16)).join('')}`

const microseconds = (value: number): string =>
  value < 10_000 ? `${value.toFixed(2)} µs` : `${(value / 1000).toFixed(1)} ms`

async function microsecondsOf(run: () => unknown): Promise<number> {
  let calls = 0
  const start = process.threadCpuUsage()
  for (;;) {
    const result = run()
    if (result instanceof Promise) await result
    calls += 1
    const { user, system } = process.threadCpuUsage(start)
    if (user + system >= SAMPLE * 1000) return (user + system) / calls
  }
}
