import { loadX509 } from '../world/x509.ts'

/** A server certificate with the authority that signed it, all PEM. */
export interface ServerCertificate {
  /** Certificate of the authority: what a client has to trust. Its key is gone once the server's certificate is signed. */
  readonly ca: string
  readonly certificate: string
  readonly privateKey: string
}

/** Days. Browsers refuse server certificates that live longer than 398. */
const LIFETIME_DAYS = 397
const DAY = 24 * 60 * 60 * 1000

const ECDSA_P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const IP_ADDRESS = /^[\d.]+$|:/

/**
 * Makes an authority and a certificate for `names` (DNS names and IP addresses). The authority's key is thrown away, so
 * trusting it means trusting this one certificate.
 *
 * @param now Milliseconds since 1970.
 */
export async function createServerCertificate(
  names: readonly string[],
  now: number = Date.now(),
): Promise<ServerCertificate> {
  const x509 = await loadX509()
  const [caKeys, serverKeys] = await Promise.all([generateKeys(), generateKeys()])
  const caName = `CN=dynamics-kit emulator CA ${crypto.randomUUID().slice(0, 8)}`
  const dates = { notBefore: new Date(now - DAY), notAfter: new Date(now + LIFETIME_DAYS * DAY) }

  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...dates,
    name: caName,
    serialNumber: serialNumber(),
    keys: caKeys,
    signingAlgorithm: ECDSA_P256,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  })
  const server = await x509.X509CertificateGenerator.create({
    ...dates,
    subject: 'CN=localhost',
    issuer: ca.subject,
    serialNumber: serialNumber(),
    publicKey: serverKeys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: ECDSA_P256,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: IP_ADDRESS.test(name) ? ('ip' as const) : ('dns' as const), value: name })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(serverKeys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  })
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', serverKeys.privateKey)
  return {
    ca: `${ca.toString('pem')}\n`,
    certificate: `${server.toString('pem')}\n`,
    privateKey: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
  }
}

async function generateKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ECDSA_P256, true, ['sign', 'verify'])
}

/** 127 random bits, positive. */
function serialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
