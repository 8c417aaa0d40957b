// Generated tables beside a peer's, beside tables by hand and beside none, all in one run, after `npx -y pnpm@12 build`:
// `node --conditions=source bench/typegen/run.ts`; `--peer-seconds 1200` waits longer for the peer. Real documents are in
// ../shared/data; without them only the synthetic one is measured.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { syntheticModel } from '../../packages/typegen/test/synthetic-model.ts'
import { generating } from './generating.ts'
import { compiling, querying } from './type-checking.ts'

const { values } = parseArgs({ options: { 'peer-seconds': { type: 'string', default: '60' } } })
const large = syntheticModel({ tables: 800, columns: 120, navigationProperties: 40 })

console.log(`Node ${process.versions.node}; load ${load()}`)
await generating(large, Number(values['peer-seconds']) * 1000)
await compiling(large)
await querying(large)
console.log(`\nload ${load()}`)

function load(): string {
  return loadavg()
    .map((value) => value.toFixed(2))
    .join(' ')
}
