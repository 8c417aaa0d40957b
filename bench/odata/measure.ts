import { Bench } from 'tinybench'

/** One measured way of doing a job. Each call does it once. */
export interface Contender {
  readonly name: string
  readonly run: () => unknown
}

/** A job and who does it. The first contender is what the others are measured against. */
export interface Job {
  readonly title: string
  /** How many times the first contender's time the second, which is ours, may take. */
  readonly budget?: number
  readonly contenders: readonly [Contender, ...Contender[]]
}

/** What a contender took: microseconds for one call, and as a multiple of the first contender's. */
export interface Measurement {
  readonly job: string
  readonly contender: string
  readonly microseconds: number
  readonly ratio: number
}

/** Rounds in which all contenders take turns, so that what else the machine does falls on all of them. */
const ROUNDS = 5
/** A measured call takes about so long, in milliseconds; quicker jobs are repeated in it, because a clock has limits. */
const SAMPLE = 0.2

/** Measures all contenders of a job in turns; the best median of the rounds counts. */
export async function measure({ title, contenders }: Job): Promise<readonly Measurement[]> {
  const entries = contenders.map(({ name, run }) => ({ name, run, repeats: repeatsOf(run), best: Infinity }))
  for (let round = 0; round < ROUNDS; round++) {
    const bench = new Bench({ time: 150, warmupTime: round === 0 ? 100 : 20 })
    for (const { name, run, repeats } of entries) {
      bench.add(name, () => {
        for (let index = 0; index < repeats; index++) run()
      })
    }
    await bench.run()
    for (const [index, { result }] of bench.tasks.entries()) {
      const entry = entries[index]
      if (!entry || !('latency' in result)) throw new Error(`${title}: a contender failed.`)
      entry.best = Math.min(entry.best, (result.latency.p50 * 1000) / entry.repeats)
    }
  }
  const least = entries[0]?.best ?? Number.NaN
  return entries.map(({ name, best }) => ({ job: title, contender: name, microseconds: best, ratio: best / least }))
}

function repeatsOf(run: () => unknown): number {
  let repeats = 1
  for (;;) {
    const start = performance.now()
    for (let index = 0; index < repeats; index++) run()
    if (performance.now() - start >= SAMPLE || repeats >= 4096) return repeats
    repeats *= 2
  }
}
