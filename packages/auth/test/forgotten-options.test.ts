import { expect, test } from 'vitest'
import * as auth from '../src/index.ts'

/** As plain JavaScript calls it. */
type Anything = (...options: unknown[]) => unknown

const {
  clientAssertion,
  clientCertificate,
  clientSecret,
  deviceCode,
  discoverEnvironments,
  fileTokenStore,
  gitHubActions,
  interactiveBrowser,
  keyvTokenStore,
  onBehalfOf,
  refreshToken,
  sealedTokenStore,
} = auth as unknown as Readonly<Record<string, Anything>>

test.each([
  ['clientAssertion', clientAssertion, '{ tenantId, clientId, getAssertion }'],
  ['clientCertificate', clientCertificate, '{ tenantId, clientId, certificate }'],
  ['clientSecret', clientSecret, '{ tenantId, clientId, clientSecret }'],
  ['deviceCode', deviceCode, '{ tenantId, clientId, onPrompt }'],
  ['discoverEnvironments', discoverEnvironments, 'azureCli()'],
  ['fileTokenStore', fileTokenStore, "{ directory: '.tokens' }"],
  ['gitHubActions', gitHubActions, '{ tenantId, clientId }'],
  ['interactiveBrowser', interactiveBrowser, '{ tenantId, clientId }'],
  ['keyvTokenStore', keyvTokenStore, 'new Keyv(), { key }'],
  ['onBehalfOf', onBehalfOf, '{ tenantId, clientId, clientSecret, userAssertion }'],
  ['refreshToken', refreshToken, '{ tenantId, clientId, refreshToken }'],
  ['sealedTokenStore', sealedTokenStore, 'texts, { key }'],
])('%s says what it takes when options are forgotten', async (name, call, example) => {
  for (const given of [undefined, null, 's3cret']) {
    // oxlint-disable-next-line no-await-in-loop -- one after another
    const error = await (async () => call?.(given))().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TypeError)
    const { message } = error as TypeError
    expect(message).toMatch(new RegExp(`^${name}: takes .*`))
    expect(message).toContain(`${name}(${example})`)
    expect(message).not.toContain('s3cret')
  }
})
