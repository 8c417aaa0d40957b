import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createFakeDynamics } from '@dynamics-kit/testing'

const run = promisify(execFile)

/** From the start of a process to its first token, over loopback HTTP: what a serverless function or a command line waits for. */
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
  console.log('\nauth: from process start to the first token, median of 15 processes')
  let bare = Number.NaN
  for (const contender of [
    'nothing',
    'auth with a warm file store',
    'auth cold',
    'msal-node CommonJS',
    'msal-node ESM',
  ]) {
    const times: number[] = []
    for (let count = 0; count <= 15; count++) {
      const started = performance.now()
      await run(process.execPath, [join(import.meta.dirname, 'first-token-program.ts'), contender, directory], {
        env: environment,
      })
      // The first run fills the file store and the file system's cache.
      if (count > 0) times.push(performance.now() - started)
    }
    const median = times.toSorted((left, right) => left - right)[7] ?? Number.NaN
    if (contender === 'nothing') bare = median
    console.log(
      `  ${contender.padEnd(44)} ${`${median.toFixed(0)} ms`.padStart(14)} ${`${(median / bare).toFixed(2)}x`.padStart(9)}`,
    )
  }
  await rm(directory, { recursive: true, force: true })
}
