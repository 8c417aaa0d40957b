import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import forge from 'node-forge'

export interface TestCertificate {
  /** PEM of the certificate alone. */
  readonly certificate: string
  readonly privateKey: string
  /** Both. */
  readonly pem: string
}

export interface TestCertificateOptions {
  readonly notBefore?: Date
  readonly notAfter?: Date
}

const day = 86_400_000

/** A self-signed certificate, valid from yesterday for a month unless told otherwise. */
export function makeCertificate(options: TestCertificateOptions = {}): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const made = forge.pki.createCertificate()
  made.publicKey = forge.pki.publicKeyFromPem(publicKey)
  made.serialNumber = '01'
  made.validity.notBefore = options.notBefore ?? new Date(Date.now() - day)
  made.validity.notAfter = options.notAfter ?? new Date(Date.now() + 30 * day)
  const name = [{ name: 'commonName', value: 'contoso' }]
  made.setSubject(name)
  made.setIssuer(name)
  made.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create())
  const certificate = forge.pki.certificateToPem(made)
  return { certificate, privateKey, pem: `${privateKey}${certificate}` }
}

/** The key of `made`, encrypted, with its certificate. */
export function encryptedPem(made: TestCertificate, password: string): string {
  const key = createPrivateKey(made.privateKey)
  const encrypted = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: password })
  return `${made.certificate}${encrypted.toString()}`
}

/** A PKCS #12 file with `made`. */
export function pfxOf(made: TestCertificate, password: string, algorithm: 'aes256' | '3des' = 'aes256'): Uint8Array {
  const asn1 = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(made.privateKey),
    [forge.pki.certificateFromPem(made.certificate)],
    password,
    { algorithm },
  )
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary')
}
