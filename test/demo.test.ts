import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')

const live = {
  DYNAMICS_URL: 'https://contoso.crm.dynamics.com',
  AZURE_TENANT_ID: 'contoso.onmicrosoft.com',
  AZURE_CLIENT_ID: '22222222-2222-2222-2222-222222222222',
  AZURE_CLIENT_SECRET: 'Zq88Q~not-a-real-secret-value-0123456789',
}

async function demo(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number; stderr: string }> {
  const { PATH = '' } = process.env
  const failed: unknown = await run(process.execPath, [join(root, 'scripts/demo.ts'), ...args], {
    env: { PATH, ...environment },
  }).then(
    () => undefined,
    (error: unknown) => error,
  )
  const { code = 0, stderr = '' } = (failed ?? {}) as { code?: number; stderr?: string }
  return { code, stderr }
}

test.each(Object.keys(live))('without %s one line names it', async (name) => {
  const { code, stderr } = await demo(['--live'], { ...live, [name]: '' })
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `demo: ${name}: is missing; set it in the environment or in .env (see .env.example)\n`,
  })
})

test('an example that is not there is refused', async () => {
  expect(await demo(['9'], {})).toEqual({ code: 2, stderr: 'demo: examples are 1 to 7, not 9\n' })
})
