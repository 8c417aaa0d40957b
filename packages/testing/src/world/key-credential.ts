import { graphDateTime } from './client-secret.ts'
import type { KeyCredential } from './directory.ts'
import type { World } from './world.ts'
import { loadX509 } from './x509.ts'

export interface KeyCredentialOptions {
  readonly displayName?: string | null
  /** Default: the certificate's. */
  readonly startDateTime?: string
  /** Default: the certificate's. */
  readonly endDateTime?: string
}

/**
 * A certificate, ready to be stored on an application.
 *
 * @param certificate DER as base64, or PEM.
 * @throws {TypeError} when it is no certificate.
 */
export async function createKeyCredential(
  world: World,
  certificate: string,
  options: KeyCredentialOptions = {},
): Promise<KeyCredential> {
  const x509 = await loadX509()
  const parsed = parse(x509, certificate)
  return {
    keyId: world.newId(),
    displayName: options.displayName ?? parsed.subject,
    startDateTime: options.startDateTime ?? graphDateTime(parsed.notBefore.getTime()),
    endDateTime: options.endDateTime ?? graphDateTime(parsed.notAfter.getTime()),
    key: base64(new Uint8Array(parsed.rawData)),
    customKeyIdentifier: hex(new Uint8Array(await parsed.getThumbprint('SHA-1'))),
  }
}

function parse(x509: Awaited<ReturnType<typeof loadX509>>, certificate: string) {
  try {
    return new x509.X509Certificate(certificate)
  } catch (error) {
    throw new TypeError('The key is not an X.509 certificate.', { cause: error })
  }
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''))
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
}
