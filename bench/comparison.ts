import { Bench } from 'tinybench'

/** One measured way of doing the job. Each call does it once. */
interface Contender {
  readonly name: string
  readonly run: () => unknown
}

/** A job, the least that any program must do for it, and who does it. */
export interface Comparison {
  readonly title: string
  /** The physical limit: hand-written code that does nothing else. */
  readonly limit: Contender
  readonly contenders: readonly Contender[]
}

/** Measures all contenders in turn and prints what each costs, as a multiple of the limit. */
export async function compare({ title, limit, contenders }: Comparison): Promise<void> {
  const bench = new Bench({ time: 500, warmupTime: 100 })
  for (const { name, run } of [limit, ...contenders]) bench.add(name, run as () => void)
  await bench.run()
  const times = bench.tasks.map((task) => ({
    name: task.name,
    median: 'latency' in task.result ? task.result.latency.p50 : Number.NaN,
  }))
  const least = times[0]?.median ?? Number.NaN
  console.log(`\n${title}`)
  for (const { name, median } of times) {
    console.log(
      `  ${name.padEnd(44)} ${`${(median * 1000).toFixed(2)} µs`.padStart(14)} ${`${(median / least).toFixed(1)}x`.padStart(9)}`,
    )
  }
}
