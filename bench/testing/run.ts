// The fake beside hand-written code, SQLite and a mock server, all in one run. `node --conditions=source bench/testing/run.ts`
import { spawnSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { measureStartUp } from './start-up.ts'

const load = () =>
  loadavg()
    .map((value) => value.toFixed(2))
    .join(' ')

console.log(`Node ${process.versions.node}; load ${load()}`)
console.log(
  'processor time of one call, and as a multiple of the first line of each part: medians of rounds in which all take turns',
)

console.log(`\nthe default world in a new process, after the import: ${measureStartUp().toFixed(1)} ms`)
run('doors-program.ts')
run('queries-program.ts', '100000')
run('queries-program.ts', '1000000')

console.log(`\nload ${load()}`)

/** Each in a process of its own, with memory for a million rows. */
function run(program: string, ...args: readonly string[]): void {
  const nodeArguments = [
    '--conditions=source',
    '--max-old-space-size=8192',
    join(import.meta.dirname, program),
    ...args,
  ]
  const { status } = spawnSync(process.execPath, nodeArguments, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
