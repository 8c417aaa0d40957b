// Generated tables beside a peer's, beside tables by hand and beside none, all in one run, after `npx -y pnpm@12 build`:
// `node --conditions=source bench/typegen/run.ts`; `--peer-seconds 1200` waits longer for the peer on real documents. Real documents are in
// ../shared/data; without them only the synthetic one is measured.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { syntheticModel } from '../../packages/typegen/test/synthetic-model.ts'
import { printBudgets } from '../budgets.ts'
import { generating } from './generating.ts'
import { compiling, querying } from './type-checking.ts'

const { values } = parseArgs({ options: { 'peer-seconds': { type: 'string', default: '60' } } })
const size = { columns: 120, navigationProperties: 40 }
const large = syntheticModel({ tables: 800, ...size })
const small = syntheticModel({ tables: 100, ...size })

console.log(`Node ${process.versions.node}; load ${load()}`)
const { budgets, peerFolder } = await generating(large, small, Number(values['peer-seconds']) * 1000)
await compiling(large, small, peerFolder)
const ofSmall = await querying(small, peerFolder)
const ofLarge = await querying(large)
printBudgets([...budgets, ...ofSmall, ...ofLarge])
console.log(`\nload ${load()}`)

function load(): string {
  return loadavg()
    .map((value) => value.toFixed(2))
    .join(' ')
}
