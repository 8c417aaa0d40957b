import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createFakeDynamics } from '@dynamics-kit/testing'

const run = promisify(execFile)

/** A thousand callers at once of a credential that has no token yet, at an authority that no library knows: what Entra sees. */
export async function coldCallers(): Promise<void> {
  const fake = createFakeDynamics()
  await using server = await fake.listen()
  console.log('\nauth: 1,000 concurrent callers without a token, at an authority of its own')
  for (const contender of ['@dynamics-kit/auth', '@azure/msal-node', '@azure/identity']) {
    const before = fake.requests.length
    await run(
      process.execPath,
      ['--conditions=source', join(import.meta.dirname, 'cold-callers-program.ts'), contender],
      {
        env: {
          ...process.env,
          DYNAMICS_URL: server.url,
          AZURE_AUTHORITY_HOST: server.authority,
          AZURE_TENANT_ID: fake.tenantId,
          AZURE_CLIENT_ID: fake.clientId,
          AZURE_CLIENT_SECRET: fake.clientSecret,
          NODE_EXTRA_CA_CERTS: server.caFile,
        },
      },
    )
    const requests = fake.requests.slice(before)
    const tokens = requests.filter(({ method }) => method === 'POST').length
    console.log(
      `  ${contender.padEnd(44)} ${`${tokens} POST`.padStart(14)} ${`${requests.length - tokens} discovery`.padStart(16)}`,
    )
  }
}
