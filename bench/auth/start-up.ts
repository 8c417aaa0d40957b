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
  const rounds = 15
  console.log(`\nauth: import, median of ${rounds} processes in turn`)
  const taken = new Map<string, number[]>(contenders.map(([name]) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    // Whatever else the machine does hits all of them alike.
    for (let index = 0; index < contenders.length; index++) {
      const [name, load] = contenders[(index + round) % contenders.length] ?? ['', '']
      taken.get(name)?.push(await timeOf(load))
    }
  }
  const times = new Map([...taken].map(([name, all]) => [name, median(all)]))
  const esm = times.get('@azure/msal-node, ESM') ?? Number.NaN
  for (const [name, time] of times)
    console.log(
      `  ${name.padEnd(44)} ${`${time.toFixed(1)} ms`.padStart(14)} ${`${(time / esm).toFixed(2)}x`.padStart(9)}`,
    )
}

async function timeOf(load: string): Promise<number> {
  const program = `const t = performance.now(); ${load}; console.log(performance.now() - t)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: join(root, 'bench') })
  return Number(stdout)
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
}
