// Side by side with peers and with hand-written code that does only the job at hand.
// `pnpm bench` runs all parts, `pnpm bench odata` one.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const parts = ['auth', 'odata', 'client', 'typegen', 'testing']
const asked = process.argv.slice(2)
const unknown = asked.find((part) => !parts.includes(part))
if (unknown !== undefined) throw new Error(`There is no bench "${unknown}"; there are ${parts.join(', ')}.`)

// Each part in a process of its own: what one leaves behind in memory is no burden to the next.
for (const part of asked.length === 0 ? parts : asked) {
  console.log(`\n# ${part}\n`)
  const { status } = spawnSync(process.execPath, [...process.execArgv, join(import.meta.dirname, part, 'run.ts')], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
