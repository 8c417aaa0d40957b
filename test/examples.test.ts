import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { expect, test } from 'vitest'
import { contosoSeed } from './support/contoso-seed.ts'

const root = join(import.meta.dirname, '..')

/** Runs an example as the demo does, on the built packages, and gives what it printed. */
async function outputOf(example: string): Promise<string> {
  const fake = createFakeDynamics({ seed: contosoSeed })
  await using server = await fake.listen({ http: true })
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'examples', example)], {
    env: {
      ...process.env,
      NO_COLOR: '1',
      DYNAMICS_URL: server.url,
      AZURE_AUTHORITY_HOST: server.authority,
      AZURE_TENANT_ID: fake.tenantId,
      AZURE_CLIENT_ID: fake.clientId,
      AZURE_CLIENT_SECRET: fake.clientSecret,
    },
  })
  return stdout
}

test('an import that was stopped goes on, and no row is there twice', async () => {
  const output = await outputOf('5-bulk-import.ts')
  expect(output).toContain('created  1000 accounts      0 refused, 0 twice')
  expect(output).toContain('deleted  1000 accounts')
})

test('a copy of a table follows new rows, updates and deletions', async () => {
  const output = await outputOf('6-follow-changes.ts')
  expect(output).toContain('read     3 accounts')
  expect(output).toContain('followed an update          Fourth Coffee Ltd')
  expect(output).toContain('followed a deletion         it is gone here as well')
})

test('the tests of an own program pass', async () => {
  expect(await outputOf('7-test-your-program.ts')).toContain('pass 2')
})
