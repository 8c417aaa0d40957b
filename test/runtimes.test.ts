// The client, the language and the fake in runtimes beside Node, as they are published.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const program = join(import.meta.dirname, 'runtimes/program.ts')
const isBuilt = existsSync(join(root, 'packages/client/dist/index.js'))

const runtimes = { bun: ['run'], deno: ['run', '--allow-all', '--no-prompt'] } as const

async function outputOf(command: string, args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(command, [...args, program], { cwd: root })
  return JSON.parse(stdout)
}

const expected = outputOf(process.execPath, [])
// Whoever waits for it first hears of its failure.
expected.catch(() => undefined)

test.skipIf(!isBuilt)('a program does in Node what it should', async () => {
  expect(await expected).toEqual([
    "accounts?$filter=name%20eq%20'O''Neil'",
    [{ name: 'Contoso' }, { name: 'Fabrikam' }],
    { name: 'Adventure Works', revenue: 12.5 },
    true,
    ['succeeded', 'succeeded'],
    250,
    253,
    [{ n: 253 }],
    1,
    'unknown-table',
  ])
})

for (const [name, args] of Object.entries(runtimes)) {
  const command = join(root, 'node_modules/.bin', name)
  const isThere = isBuilt && existsSync(command)
  test.skipIf(!isThere)(
    `it does the same in ${name} (skipped where it is not installed, or nothing is built)`,
    async () => {
      expect(await outputOf(command, args)).toEqual(await expected)
    },
  )
}
