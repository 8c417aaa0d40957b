import { parseArgs } from 'node:util'
import { cases } from './cases/index.ts'
import { openHttps, openInProcess, openLive, openMsw } from './doors.ts'
import { runCase } from './run-case.ts'

/**
 * Runs the cases: `node --conditions=source conformance/main.ts [--msw | --https] [--area TEXT] [--id TEXT]`, or against a real environment
 * `--live https://contoso.crm.dynamics.com`, with an access token in the variable `DATAVERSE_TOKEN`. A throw-away environment,
 * please: rows come and go.
 */
const { values: options } = parseArgs({
  options: {
    msw: { type: 'boolean', default: false },
    https: { type: 'boolean', default: false },
    live: { type: 'string' },
    area: { type: 'string', default: '' },
    id: { type: 'string', default: '' },
  },
})

const token = process.env['DATAVERSE_TOKEN'] ?? ''
if (options.live !== undefined && token === '') {
  console.error('--live needs an access token of the environment in the variable DATAVERSE_TOKEN.')
  process.exit(2)
}
const isLive = options.live !== undefined
const openFake = options.https ? openHttps : options.msw ? openMsw : openInProcess
const open = isLive ? openLive(options.live ?? '', token) : await openFake()
const chosen = cases.filter(({ area, id }) => area.includes(options.area) && id.includes(options.id))
const tally: Record<string, { passed: number; failed: number; skipped: number }> = {}
let failed = 0
for (const one of chosen) {
  const line = (tally[one.area] ??= { passed: 0, failed: 0, skipped: 0 })
  if (isLive && one.notLive !== undefined) {
    line.skipped += 1
    continue
  }
  open.reset(one)
  // oxlint-disable-next-line no-await-in-loop -- one world, one case at a time
  const why = await runCase(open.door, one, { cleanUp: isLive })
  if (why === undefined) line.passed += 1
  else {
    line.failed += 1
    if (one.trust !== 'disputed') failed += 1
    console.log(`FAILED ${one.id} (${one.trust}; ${one.source}): ${one.fact}\n       ${why}`)
  }
}
await open.close()
console.table(tally)
process.exitCode = failed > 0 ? 1 : 0
