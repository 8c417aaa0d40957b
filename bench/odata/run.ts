// The OData language beside hand-written code and beside peers, all in one run. `node --conditions=source bench/odata/run.ts`
import { loadavg } from 'node:os'
import { type Budget, printBudgets } from '../budgets.ts'
import { batches } from './batches.ts'
import { type Job, measure, type Measurement } from './measure.ts'
import { metadata } from './metadata.ts'
import { parsedQueries } from './parsed-queries.ts'
import { printedQueries } from './printed-queries.ts'

for (const { title, contenders } of printedQueries) {
  // Hands, ours and the client's say the very same; what peers say differs in what they encode.
  const [hand, ours] = contenders
  const texts = [hand, ours, contenders.at(-1)].map((contender) => contender?.run())
  if (new Set(texts).size !== 1) throw new Error(`${title}: ${texts.join(' and ')} differ.`)
}

const jobs = [...printedQueries, ...parsedQueries, ...metadata(), ...batches]

console.log(
  `Node ${process.versions.node}; load ${loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')}`,
)
console.log('best median of five rounds, and as a multiple of the first line of each job')
const budgets: Budget[] = []
for (const job of jobs) {
  const measurements = await measure(job)
  console.log(`\n${job.title}`)
  for (const measurement of measurements) console.log(lineOf(measurement))
  budgets.push(...budgetsOf(job, measurements))
}
printBudgets(budgets)
console.log(
  `\nload ${loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')}`,
)

function lineOf({ contender, microseconds, ratio }: Measurement): string {
  return `  ${contender.padEnd(52)}${`${microseconds.toFixed(2)} µs`.padStart(14)}${`${ratio.toFixed(2)}x`.padStart(10)}`
}

/** Ours against the first contender where the job says how far it may be behind, and against the quickest peer. */
function budgetsOf({ title, budget }: Job, measurements: readonly Measurement[]): readonly Budget[] {
  const ours = measurements.find(({ contender }) => contender.startsWith('@dynamics-kit/odata'))
  const peers = measurements.slice(1).filter(({ contender }) => !contender.startsWith('@dynamics-kit/'))
  if (!ours) return []
  const quickest = Math.min(...peers.map(({ microseconds }) => microseconds))
  return [
    ...(budget === undefined
      ? []
      : [{ what: `${title}, of what hands take`, measured: ours.ratio, limit: budget, unit: 'x' }]),
    ...(peers.length === 0
      ? []
      : [{ what: `${title}, of the quickest peer`, measured: ours.microseconds / quickest, limit: 1, unit: 'x' }]),
  ]
}
