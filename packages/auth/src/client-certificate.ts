import { requireOptions } from './options.ts'
import { AppCredential, type AppCredentialOptions } from './app-credential.ts'
import { checkValidity, loadCertificate, readCertificate, type CertificateInput } from './certificate.ts'
import type { SecretRequest } from './secret-source.ts'

/** A certificate, or a function that has one, asked for each token request and with `again` after a refusal. */
export type CertificateSource =
  | CertificateInput
  | ((request: SecretRequest) => CertificateInput | Promise<CertificateInput>)

/** Options of {@link clientCertificate}. */
export interface ClientCertificateOptions extends AppCredentialOptions {
  /** The certificate with its private key; see {@link CertificateSource}. */
  readonly certificate: CertificateSource
  /**
   * Whether the certificate goes along with each request, for apps that trust by subject name and issuer. Default false: it is
   * registered with the app.
   */
  readonly sendCertificateChain?: boolean
}

/**
 * Signs in as an app with a certificate that is registered with it: nothing secret ever leaves the machine.
 *
 * The thumbprint is computed. A certificate that comes from a file or a function is read for each token request, and once
 * more when Entra does not know it: it can be replaced without a restart.
 *
 * On the wire: `POST {authority}/{tenantId}/oauth2/v2.0/token` with a JWT, valid ten minutes, signed with PS256.
 *
 * @throws {TypeError} At once, naming the option, when the certificate has expired or is not valid yet, when the key is
 * another's, or when the password does not open it.
 * @throws {AuthError} From `getToken`, when there is no valid token and none can be had.
 * @example
 * ```ts
 * import { clientCertificate } from '@dynamics-kit/auth'
 *
 * const credential = clientCertificate({
 *   tenantId: 'contoso.onmicrosoft.com',
 *   clientId: '22222222-2222-2222-2222-222222222222',
 *   certificate: { path: '/run/secrets/contoso.pem' },
 * })
 * const { token } = await credential.getToken('https://contoso.crm.dynamics.com/.default')
 * ```
 * @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export function clientCertificate(options: ClientCertificateOptions): AppCredential {
  requireOptions('clientCertificate', options, '{ tenantId, clientId, certificate }')
  const { certificate, sendCertificateChain = false } = options
  const load = certificateLoader(certificate, (options.now ?? Date.now)())
  return new AppCredential(options, {
    kind: 'client-certificate',
    rotates: true,
    prove: async (again) => {
      const { privateKey, thumbprint, chain } = await load(again)
      return { kind: 'certificate', privateKey, thumbprint, ...(sendCertificateChain && { chain }) }
    },
  })
}

/** Checks what is at hand now. Later ones are judged by Entra: a clock here may be wrong. */
export function certificateLoader(
  source: CertificateSource,
  now: number,
): (again: boolean) => ReturnType<typeof loadCertificate> {
  if (typeof source === 'function') return async (again: boolean) => loadCertificate(await source({ again }))
  const first = readCertificate(source)
  checkValidity(first, now)
  const changes = typeof source === 'object' && 'path' in source
  return (): Promise<typeof first> => (changes ? loadCertificate(source) : Promise.resolve(first))
}
