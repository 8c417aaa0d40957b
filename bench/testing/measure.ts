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
const ROUNDS = 15
/** Milliseconds of the processor time of its thread that a measurement takes at least: some systems count it in steps of 4. */
const SAMPLE = 80
/** Microseconds of one call beyond which two rounds are enough. */
const SLOW = 100_000

/**
 * Measures all contenders of a job. Prints microseconds of the processor time of its thread for one call, the median of all rounds, and
 * the median of what it was as a multiple of the first contender in the same round: other work of the machine slows both.
 */
export async function compare({ title, contenders }: Job): Promise<void> {
  const entries = contenders.map((contender) => ({ ...contender, times: [] as number[] }))
  for (const entry of entries) {
    entry.prepare?.()
    await microsecondsOf(entry.run) // compiled by now
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < entries.length; turn++) {
      const entry = entries[(round + turn) % entries.length]
      if (!entry || (round >= 2 && (entry.times[0] ?? 0) > SLOW)) continue
      entry.prepare?.()
      entry.times[round] = await microsecondsOf(entry.run)
    }
  }
  const first = entries[0]?.times ?? []
  console.log(`\n${title}`)
  for (const { name, times } of entries) {
    const ratios = times.map((time, round) => time / (first[round] ?? Number.NaN))
    console.log(line(name, microseconds(median(times)), `${median(ratios).toFixed(2)}x`))
  }
}

/** Of the rounds that both took part in. */
function median(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value)).toSorted((left, right) => left - right)
  return known[Math.floor(known.length / 2)] ?? Number.NaN
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
