import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** An app of many customers: what a token in the cache takes of the heap, and whether a warm call stays as fast as with few. */
export async function manyTenants(): Promise<void> {
  console.log('\nauth: tokens of many tenants in one cache')
  for (const [contender, counts] of [
    ['map', [100, 10_000]],
    ['@dynamics-kit/auth', [100, 10_000]],
    // Filling it takes time that grows with the square of the number: 10,000 would take minutes.
    ['@azure/msal-node', [100, 1000]],
  ] as const) {
    for (const count of counts) {
      const program = join(import.meta.dirname, 'many-tenants-program.ts')
      const { stdout } = await run(process.execPath, [
        '--expose-gc',
        '--conditions=source',
        program,
        contender,
        String(count),
      ])
      const { bytes, warm } = JSON.parse(stdout) as { bytes: number; warm: number }
      const name = `${contender}, ${count.toLocaleString('en-US')} tenants`
      console.log(
        `  ${name.padEnd(44)} ${`${(bytes / 1024).toFixed(2)} kB each`.padStart(16)} ${`${warm.toFixed(2)} µs warm`.padStart(18)}`,
      )
    }
  }
}
