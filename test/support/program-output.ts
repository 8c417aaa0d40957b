import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { FakeDynamics } from '@dynamics-kit/testing'

const run = promisify(execFile)

/** What a program prints, as JSON, that has the fake over HTTPS and trusts its certificate authority. */
export async function programOutput(fake: FakeDynamics, program: string): Promise<unknown> {
  await using server = await fake.listen()
  const { stdout } = await run(process.execPath, ['--conditions=source', program], {
    env: {
      ...process.env,
      DYNAMICS_URL: server.url,
      AZURE_AUTHORITY_HOST: server.authority,
      AZURE_TENANT_ID: fake.tenantId,
      AZURE_CLIENT_ID: fake.clientId,
      AZURE_CLIENT_SECRET: fake.clientSecret,
      NODE_EXTRA_CA_CERTS: server.caFile,
    },
  })
  return JSON.parse(stdout)
}
