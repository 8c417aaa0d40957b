import { accounts } from '../tables/accounts.ts'
import { begin } from './program.ts'

/** Loads 300 accounts, of which one is refused, and keeps its place. */
const { dynamics, saved, save } = begin()
const rows = Array.from({ length: 300 }, (_, index) => ({ name: index === 42 ? 'x'.repeat(5000) : `Account ${index}` }))
const { processed, position, failures } = await dynamics.bulk.create(accounts, rows, {
  // Another size than the run before: chunks need not begin where they did.
  batchSize: saved === undefined ? 20 : 33,
  concurrency: 4,
  ...(saved !== undefined && { resume: saved }),
  onProgress: ({ resume }) => save(resume),
})
console.log(JSON.stringify({ processed, position, failures: failures.map(({ index, error }) => [index, error.code]) }))
