// The whole fault run: `node --conditions=source packages/client/test/fault-run/main.ts [operations] [seed]`
import { runWithFaults } from './run.ts'

const [operations = '100000', seed = '1'] = process.argv.slice(2)
const start = performance.now()
const run = await runWithFaults(Number(operations), Number(seed))
const faults = Object.values(run.faults).reduce((sum, count) => sum + count, 0)
console.log(`operations            ${run.operations}`)
console.log(`requests              ${run.requests}`)
console.log(`faults                ${faults} (${((faults / run.requests) * 100).toFixed(1)} % of requests)`)
for (const [name, count] of Object.entries(run.faults)) console.log(`  ${name.padEnd(20)}${count}`)
console.log(`rows in the end       ${run.rows}, of which not as intended: ${run.wrong.length}`)
for (const line of run.wrong.slice(0, 20)) console.log(`  ${line}`)
const { count, decided, shortest, longest, onTime } = run.waits
console.log(`waits after a 429     ${count}, decided to be at most ${decided.toFixed(3)} of what was asked`)
console.log(`  on the clock        from ${shortest.toFixed(3)} to ${longest.toFixed(3)}`)
console.log(`  had timers been on time, 95 of 100 at most ${onTime.toFixed(3)}`)
console.log(`took                  ${((performance.now() - start) / 1000).toFixed(0)} s`)
// A busy machine wakes everybody late; what the client decides is its own. The clocks of timers go by whole milliseconds.
process.exitCode = run.wrong.length === 0 && shortest >= 0.99 && decided <= 1.1 && onTime <= 1.1 ? 0 : 1
