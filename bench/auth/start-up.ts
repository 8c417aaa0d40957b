import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const require = createRequire(join(root, 'packages/auth/package.json'))

/** Time from a bare process to a loaded module, each in a process of its own; the built package, as people install it. */
export async function startUp(): Promise<void> {
  const msal = require.resolve('@azure/msal-node')
  const contenders = [
    ['@azure/msal-node, ESM', `await import('@azure/msal-node')`],
    ['@azure/msal-node, CommonJS', `process.getBuiltinModule('node:module').createRequire('${msal}')('${msal}')`],
    ['@azure/identity', `await import('@azure/identity')`],
    ['@dynamics-kit/auth', `await import('@dynamics-kit/auth')`],
  ] as const
  console.log('\nauth: import, median of 15 processes')
  const times = new Map<string, number>()
  for (const [name, load] of contenders)
    times.set(name, await median(`const t = performance.now(); ${load}; console.log(performance.now() - t)`))
  const esm = times.get('@azure/msal-node, ESM') ?? Number.NaN
  for (const [name, time] of times)
    console.log(
      `  ${name.padEnd(44)} ${`${time.toFixed(1)} ms`.padStart(14)} ${`${(time / esm).toFixed(2)}x`.padStart(9)}`,
    )
}

async function median(program: string): Promise<number> {
  const times: number[] = []
  for (let count = 0; count < 15; count++) {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: join(root, 'bench') })
    times.push(Number(stdout))
  }
  return times.toSorted((left, right) => left - right)[7] ?? Number.NaN
}
