import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createFakeDynamics } from '@dynamics-kit/testing'

const run = promisify(execFile)

const contenders = [
  'nothing',
  'auth with a warm file store',
  'auth cold',
  'msal-node CommonJS',
  'msal-node ESM',
] as const
const rounds = 21

/**
 * From the start of a process to its first token, over loopback HTTP: what a serverless function or a command line waits for.
 * The contenders take turns, so that whatever else the machine does hits all of them alike.
 */
export async function firstToken(): Promise<void> {
  const fake = createFakeDynamics()
  await using server = await fake.listen({ http: true })
  const directory = await mkdtemp(join(tmpdir(), 'first-token-'))
  const environment = {
    ...process.env,
    DYNAMICS_URL: server.url,
    AZURE_AUTHORITY_HOST: server.authority,
    AZURE_TENANT_ID: fake.tenantId,
    AZURE_CLIENT_ID: fake.clientId,
    AZURE_CLIENT_SECRET: fake.clientSecret,
  }
  const timeOf = async (contender: string): Promise<number> => {
    const started = performance.now()
    await run(process.execPath, [join(import.meta.dirname, 'first-token-program.ts'), contender, directory], {
      env: environment,
    })
    return performance.now() - started
  }

  // Fills the file store and the file system's cache.
  for (const contender of contenders) await timeOf(contender)
  const times = new Map<string, number[]>(contenders.map((contender) => [contender, []]))
  const before = load()
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another one: nobody always runs in the wake of the same neighbour.
    const turn = contenders.map((_, index) => contenders[(index + round) % contenders.length] ?? 'nothing')
    for (const contender of turn) times.get(contender)?.push(await timeOf(contender))
  }
  await rm(directory, { recursive: true, force: true })

  console.log(`\nauth: from process start to the first token, median and minimum of ${rounds} processes in turn`)
  console.log(`  (load of the machine ${before} before, ${load()} after)`)
  const bare = median(times.get('nothing') ?? [])
  for (const [contender, taken] of times) {
    const middle = median(taken)
    console.log(
      `  ${contender.padEnd(34)} ${milliseconds(middle)} ${milliseconds(Math.min(...taken))} ${`${(middle / bare).toFixed(2)}x`.padStart(9)}`,
    )
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
}

function milliseconds(value: number): string {
  return `${value.toFixed(0)} ms`.padStart(10)
}

function load(): string {
  return loadavg()[0]?.toFixed(2) ?? 'unknown'
}
