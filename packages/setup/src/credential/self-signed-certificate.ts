import { generateKeyPair, randomBytes, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'

/** Bits of an RSA key that Microsoft Entra ID takes. */
const modulusLength = 2048

/** A key with its certificate, in PEM: what a credential signs in with. */
export interface MadeCertificate {
  /** Private key and certificate, for a file that only the program reads. */
  readonly pem: string
  /** The certificate alone: DER, base64. */
  readonly certificate: string
  /** SHA-1 of the certificate, upper case. */
  readonly thumbprint: string
  /** ISO 8601. */
  readonly notBefore: string
  /** ISO 8601. */
  readonly notAfter: string
}

/**
 * Makes an RSA key and a certificate that is signed with it. The key exists in this process alone.
 *
 * @param commonName Who it is for: `CN=…`
 * @param notAfter Milliseconds since 1970.
 */
export async function makeCertificate(
  commonName: string,
  notBefore: number,
  notAfter: number,
): Promise<MadeCertificate> {
  // Who has no certificate made does without a library for it.
  const { default: forge } = await import('node-forge')
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey)
  // Positive, and without a leading zero byte, which DER forbids.
  certificate.serialNumber = `4${randomBytes(16).toString('hex').slice(1)}`
  certificate.validity.notBefore = new Date(notBefore)
  certificate.validity.notAfter = new Date(notAfter)
  const subject = [{ name: 'commonName', value: commonName, valueTagClass: forge.asn1.Type.UTF8 as never }]
  certificate.setSubject(subject)
  certificate.setIssuer(subject)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', clientAuth: true },
  ])
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create())
  return readCertificate(`${privateKey}${forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n')}`)
}

/** @throws {Error} When there is no certificate in it. */
export function readCertificate(pem: string): MadeCertificate {
  const certificate = new X509Certificate(pem)
  return {
    pem,
    certificate: certificate.raw.toString('base64'),
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
  }
}
