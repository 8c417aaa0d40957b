import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { azureCli, azureDeveloperCli } from '../src/index.ts'
import { failureOf, scope, shownAs } from './support/people.ts'

const tenantId = '11111111-1111-1111-1111-111111111111'
const path = process.env['PATH'] ?? ''
let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dynamics-kit-tools-'))
  vi.stubEnv('PATH', `${directory}:${path}`)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true, force: true })
})

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

function jwt(claims: Readonly<Record<string, unknown>>): string {
  return `${base64url({ alg: 'none', typ: 'JWT' })}.${base64url(claims)}.c2lnbmF0dXJl`
}

/** Puts a tool first on PATH, which writes down its arguments. */
function install(command: string, { stdout = '', stderr = '', exitCode = 0, seconds = 0 }): void {
  writeFileSync(join(directory, 'stdout'), stdout)
  writeFileSync(join(directory, 'stderr'), stderr)
  const script = `#!/bin/sh
printf '%s\\n' "$*" >> '${directory}/calls'
[ ${seconds} = 0 ] || exec sleep ${seconds}
cat '${directory}/stdout'
cat '${directory}/stderr' >&2
exit ${exitCode}
`
  writeFileSync(join(directory, command), script)
  chmodSync(join(directory, command), 0o755)
}

const calls = () => readFileSync(join(directory, 'calls'), 'utf8').trimEnd().split('\n')

// The tools are stood in for by shell scripts.
describe.skipIf(process.platform === 'win32')('the Azure CLI', () => {
  const inAnHour = Math.floor(Date.now() / 1000) + 3600
  const answer = (more: object = {}) =>
    JSON.stringify({
      accessToken: jwt({ tid: tenantId, exp: inAnHour }),
      expiresOn: '2001-01-01 12:00:00.000000',
      expires_on: inAnHour,
      subscription: '33333333-3333-3333-3333-333333333333',
      tenant: tenantId,
      tokenType: 'Bearer',
      ...more,
    })

  it('is run once, and its token kept until expires_on', async () => {
    install('az', { stdout: answer() })
    const credential = azureCli()
    const [one, two] = await Promise.all([credential.getToken(scope), credential.getToken(scope)])
    expect(one.token).toBe(two.token)
    expect(one.expiresOnTimestamp).toBe(inAnHour * 1000)
    expect(calls()).toEqual(['account get-access-token --output json --resource https://contoso.crm.dynamics.com'])
  })

  // az refuses both: https://github.com/Azure/azure-cli/issues/32755
  it('is told the subscription alone, whose tenant has to be the one that was asked for', async () => {
    install('az', { stdout: answer() })
    await azureCli({ tenantId, subscription: 'dev-1' }).getToken(scope)
    await azureCli({ subscription: 'dev-1' }).getToken(scope, { tenantId })
    for (const call of calls()) expect(call).toMatch(/dynamics\.com --subscription dev-1$/)
    const other = '99999999-9999-4999-8999-999999999999'
    for (const ask of [
      () => azureCli({ tenantId: other, subscription: 'dev-1' }).getToken(scope),
      () => azureCli({ subscription: 'dev-1' }).getToken(scope, { tenantId: other }),
    ]) {
      expect(await failureOf(ask())).toMatchObject({ code: 'tenant-mismatch' })
    }
    await expect(
      azureCli({ subscription: 'dev-1' }).getToken(scope, { tenantId: 'contoso.onmicrosoft.com' }),
    ).rejects.toThrow(/^tenantId: beside a subscription/)
  })

  it('is told the tenant that a caller names, and keeps its token apart', async () => {
    install('az', { stdout: answer() })
    const credential = azureCli()
    await credential.getToken(scope)
    await credential.getToken(scope, { tenantId })
    expect(calls()[0]).not.toContain('--tenant')
    expect(calls()[1]).toContain(`--tenant ${tenantId}`)
    expect(calls()).toHaveLength(2)
  })

  it('takes no tenant that could be another argument', async () => {
    install('az', { stdout: answer() })
    await expect(azureCli().getToken(scope, { tenantId: 'contoso & calc' })).rejects.toThrow(/^tenantId: /)
    // The tool writes the file when it is called.
    expect(calls).toThrow('ENOENT')
  })

  it('takes the time of the token where it names none', async () => {
    install('az', { stdout: answer({ expires_on: undefined }) })
    expect((await azureCli().getToken(scope)).expiresOnTimestamp).toBe(inAnHour * 1000)
  })

  it('is asked again when a token is refused', async () => {
    install('az', { stdout: answer() })
    const credential = azureCli()
    await credential.getToken(scope)
    await credential.getToken(scope, { forceRefresh: true })
    expect(calls()).toHaveLength(2)
  })

  it('is missing', async () => {
    vi.stubEnv('PATH', directory)
    expect(await failureOf(azureCli().getToken(scope))).toMatchObject({
      code: 'tool-missing',
      fix: expect.stringContaining('https://learn.microsoft.com/cli/azure/install-azure-cli'),
    })
  })

  it('has nobody signed in', async () => {
    install('az', { stderr: "ERROR: Please run 'az login' to setup account.\n", exitCode: 1 })
    expect(await failureOf(azureCli({ tenantId }).getToken(scope))).toMatchObject({
      code: 'tool-not-signed-in',
      fix: expect.stringContaining(`az login --tenant ${tenantId}`),
    })
  })

  it('is signed in to another tenant', async () => {
    install('az', { stdout: answer() })
    const wanted = '99999999-9999-9999-9999-999999999999'
    const error = await failureOf(azureCli({ tenantId: wanted }).getToken(scope))
    expect(error.code).toBe('tenant-mismatch')
    expect(error.message).toContain(tenantId)
  })

  it('passes the number of Entra on', async () => {
    install('az', { stderr: 'ERROR: AADSTS50076: Due to a configuration change … run: az login\n', exitCode: 1 })
    expect(await failureOf(azureCli().getToken(scope))).toMatchObject({ code: 'interaction-required', aadsts: 50076 })
  })

  it.each(['', '<html>', '{}', '[]', '{"accessToken":""}', '{"accessToken":"opaque"}'])(
    'prints something that is no token: %s',
    async (stdout) => {
      install('az', { stdout })
      expect((await failureOf(azureCli().getToken(scope))).code).toBe('response-unreadable')
    },
  )

  it('does not answer in time', async () => {
    install('az', { seconds: 20 })
    expect((await failureOf(azureCli({ processTimeout: 200 }).getToken(scope))).code).toBe('timeout')
  })

  it('is not asked for claims it cannot ask for', async () => {
    install('az', { stdout: answer() })
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'
    expect(await failureOf(azureCli().getToken(scope, { claims }))).toMatchObject({
      code: 'interaction-required',
      claims,
    })
  })

  it('never has its token shown', async () => {
    const token = jwt({ tid: tenantId, secret: crypto.randomUUID() })
    install('az', { stdout: `{"accessToken":"${token}"`, stderr: `ERROR: broke with ${token}\n`, exitCode: 1 })
    const credential = azureCli()
    expect(shownAs(await failureOf(credential.getToken(scope)))).not.toContain(token.slice(0, 40))
    expect(shownAs(credential)).not.toContain(token.slice(0, 40))
  })

  it('takes no subscription with blanks or signs', () => {
    expect(() => azureCli({ subscription: 'a & b' })).toThrow(/^subscription: /)
    expect(() => azureCli({ tenantId: 'https://contoso' })).toThrow(/^tenantId: /)
  })
})

describe.skipIf(process.platform === 'win32')('the Azure Developer CLI', () => {
  it('gives its token', async () => {
    const time = new Date(Date.now() + 3_600_000).toISOString()
    install('azd', { stdout: JSON.stringify({ token: jwt({ tid: tenantId }), expiresOn: time }) })
    const { expiresOnTimestamp } = await azureDeveloperCli({ tenantId }).getToken(scope)
    expect(expiresOnTimestamp).toBe(Date.parse(time))
    expect(calls()).toEqual([`auth token --output json --no-prompt --scope ${scope} --tenant-id ${tenantId}`])
  })

  it('has nobody signed in', async () => {
    install('azd', { stderr: 'ERROR: not logged in, run `azd auth login` to login\n', exitCode: 1 })
    expect(await failureOf(azureDeveloperCli().getToken(scope))).toMatchObject({
      code: 'tool-not-signed-in',
      fix: expect.stringContaining('azd auth login'),
    })
  })

  it('is missing', async () => {
    vi.stubEnv('PATH', directory)
    expect((await failureOf(azureDeveloperCli().getToken(scope))).code).toBe('tool-missing')
  })
})
