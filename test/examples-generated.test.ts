import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')

test('examples/dynamics is what the command generates from the emulator', async () => {
  const fake = createFakeDynamics()
  await using server = await fake.listen({ http: true })
  const command = ['--conditions=source', join(root, 'packages/cli/src/main.ts'), 'generate', '--check']
  const { stdout, stderr } = await run(
    process.execPath,
    [...command, '--config', join(root, 'examples/dynamics.config.ts')],
    {
      cwd: root,
      env: {
        ...process.env,
        DYNAMICS_URL: server.url,
        AZURE_AUTHORITY_HOST: server.authority,
        AZURE_TENANT_ID: fake.tenantId,
        AZURE_CLIENT_ID: fake.clientId,
        AZURE_CLIENT_SECRET: fake.clientSecret,
      },
    },
  ).catch((error: { stdout: string; stderr: string }) => error)
  expect(stdout + stderr).toMatch(/^examples\/dynamics is up to date: 2 tables/)
}, 60_000)
