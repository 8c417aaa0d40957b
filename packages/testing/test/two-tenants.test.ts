// Microsoft's own libraries as one app of two tenants over HTTPS, in a process that only knows addresses and the certificate authority.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFakeDynamics } from '../src/index.ts'
import type { Given, Told } from './two-tenants-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'two-tenants-'))

let told: Told

beforeAll(async () => {
  const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Of Contoso' }] } })
  const vendor = fake.addApp({ signInAudience: 'AzureADMultipleOrgs', roles: ['System Administrator'] })
  const fabrikam = fake.addTenant({ name: 'Fabrikam' })
  const sales = fabrikam.addEnvironment({
    url: 'https://fabrikam.crm4.dynamics.com',
    seed: { accounts: [{ name: 'Of Fabrikam' }] },
  })
  fabrikam.addServicePrincipal(vendor, { roles: ['System Administrator'] })
  // One directory, so that one authority is enough to trust both.
  const door = { certificateDirectory: folder }
  await using here = await fake.listen(door)
  await using there = await sales.listen(door)
  const given: Given = {
    authority: here.authority,
    clientId: vendor.clientId,
    clientSecret: vendor.clientSecret,
    tenants: [
      { tenantId: fake.tenantId, environment: here.url },
      { tenantId: fabrikam.tenantId, environment: there.url },
    ],
  }
  told = await run(given, here.caFile ?? '')
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true }))

function run(given: Given, caFile: string): Promise<Told> {
  const child = fork(fileURLToPath(new URL('two-tenants-program.ts', import.meta.url)), [JSON.stringify(given)], {
    execArgv: ['--conditions=source'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    let errors = ''
    child.stderr?.on('data', (text: Buffer) => (errors += text.toString()))
    child.on('exit', (code) => reject(new Error(`ended with ${code}: ${errors}`)))
    child.on('message', (message: Told) => resolve(message))
  })
}

test.each(['msal-node', '@azure/identity'])('%s reads an environment of each tenant', (library) => {
  expect(told[library]).toEqual([['Of Contoso'], ['Of Fabrikam']])
})

test('@azure/identity asks no tenant that was not allowed', () => {
  expect(told['@azure/identity, without additionallyAllowedTenants']).toEqual([
    ['Of Contoso'],
    ['CredentialUnavailableError'],
  ])
})
