import type { KeyObject, X509Certificate } from 'node:crypto'
import { builtin } from './builtin.ts'
import { readPfx } from './pfx.ts'

/**
 * A certificate with its private key:
 *
 * - text: PEM of both, in any order, with the certificates above it if there are some;
 * - `{ pem, password? }`: the same, with the password of an encrypted key;
 * - `{ pfx, password? }`: the bytes of a PKCS #12 file, or their base64; needs the package `node-forge`;
 * - `{ path, password? }`: a file with any of these, read again for each token request.
 */
export type CertificateInput =
  | string
  | { readonly pem: string; readonly password?: string | undefined }
  | { readonly pfx: Uint8Array | string; readonly password?: string | undefined }
  | { readonly path: string; readonly password?: string | undefined }

/** A certificate that can sign. */
export interface SigningCertificate {
  /** PKCS #8 PEM, not encrypted. */
  readonly privateKey: string
  /** SHA-256 of the certificate, 64 hexadecimal digits. */
  readonly thumbprint: string
  /** PEM of the certificate and of those above it, lowest first. */
  readonly chain: string
  readonly notBefore: Date
  readonly notAfter: Date
}

/**
 * Reads a certificate now.
 *
 * @throws {TypeError} When a part is missing or cannot be read, the key is not the certificate's, or it is no RSA key. Neither
 *   key nor password is in the message.
 */
export function readCertificate(input: CertificateInput, name = 'certificate'): SigningCertificate {
  if (typeof input === 'object' && 'path' in input) return fromBytes(fileBytes(input.path, name), input.password, name)
  return fromMemory(input, name)
}

/** As {@link readCertificate}, without stopping the process while a file is read. */
export async function loadCertificate(input: CertificateInput, name = 'certificate'): Promise<SigningCertificate> {
  if (typeof input !== 'object' || !('path' in input)) return fromMemory(input, name)
  const bytes = await builtin('node:fs/promises')
    .readFile(input.path)
    .catch((error: unknown) => {
      throw unreadable(input.path, name, error)
    })
  return fromBytes(bytes, input.password, name)
}

/** @throws {TypeError} When `now`, in milliseconds since 1970, is not within the certificate's time. */
export function checkValidity(certificate: SigningCertificate, now: number, name = 'certificate'): void {
  const { notBefore, notAfter } = certificate
  if (now > notAfter.getTime()) {
    throw new TypeError(`${name}: expired on ${day(notAfter)}; register a new one with the app and configure it here`)
  }
  // Clocks differ: Entra allows five minutes.
  if (now < notBefore.getTime() - 300_000) {
    throw new TypeError(`${name}: is not valid before ${day(notBefore)}; wait, or check this machine’s clock`)
  }
}

function fromMemory(input: Exclude<CertificateInput, { readonly path: string }>, name: string): SigningCertificate {
  if (typeof input === 'string') return fromPem(input, undefined, name)
  if (typeof input !== 'object' || input === null || !('pem' in input || 'pfx' in input)) {
    throw new TypeError(`${name}: is missing; give PEM text, { path }, { pem } or { pfx }`)
  }
  if ('pem' in input) return fromPem(input.pem, input.password, name)
  const bytes = typeof input.pfx === 'string' ? Buffer.from(input.pfx, 'base64') : input.pfx
  return fromPem(readPfx(bytes, input.password ?? '', name), undefined, name)
}

function fromBytes(bytes: Uint8Array, password: string | undefined, name: string): SigningCertificate {
  const text = Buffer.from(bytes).toString('latin1')
  if (text.includes('-----BEGIN ')) return fromPem(text, password, name)
  return fromPem(readPfx(bytes, password ?? '', name), undefined, name)
}

function fromPem(pem: unknown, password: string | undefined, name: string): SigningCertificate {
  if (typeof pem !== 'string' || pem.trim() === '') throw new TypeError(`${name}: is missing; give PEM text`)
  const blocks = pem.match(/-----BEGIN [^-]+-----[\s\S]+?-----END [^-]+-----/g) ?? []
  const keyBlock = blocks.find((block) => /^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(block))
  const certificates = blocks.filter((block) => block.startsWith('-----BEGIN CERTIFICATE-----'))
  if (keyBlock === undefined) {
    throw new TypeError(`${name}: holds no private key; join the PEM of the key and of the certificate`)
  }
  if (certificates.length === 0) {
    throw new TypeError(`${name}: holds no certificate; join the PEM of the certificate and of the key`)
  }
  const key = privateKey(keyBlock, password, name)
  const parsed = certificates.map((block) => x509(block, name))
  const leaf = parsed.find((one) => one.checkPrivateKey(key))
  if (!leaf)
    throw new TypeError(`${name}: the private key is not the certificate’s; give the pair that was made together`)
  if (key.asymmetricKeyType !== 'rsa') {
    throw new TypeError(`${name}: has a key of type ${key.asymmetricKeyType}; Microsoft Entra takes RSA keys`)
  }
  const chain = [leaf, ...parsed.filter((one) => one !== leaf)]
  return {
    // PEM is text, whatever the declaration says.
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    thumbprint: leaf.fingerprint256.replaceAll(':', ''),
    chain: chain.map(String).join(''),
    notBefore: new Date(leaf.validFrom),
    notAfter: new Date(leaf.validTo),
  }
}

function privateKey(pem: string, password: string | undefined, name: string): KeyObject {
  const encrypted = /ENCRYPTED/.test(pem)
  if (encrypted && !password) throw new TypeError(`${name}: its private key is encrypted; give the password`)
  try {
    return builtin('node:crypto').createPrivateKey({
      key: pem,
      ...(encrypted && password !== undefined && { passphrase: password }),
    })
  } catch {
    throw new TypeError(
      encrypted
        ? `${name}: its private key does not open with the password given`
        : `${name}: its private key cannot be read`,
    )
  }
}

function x509(pem: string, name: string): X509Certificate {
  try {
    return new (builtin('node:crypto').X509Certificate)(pem)
  } catch (error) {
    throw new TypeError(`${name}: the certificate in it cannot be read`, { cause: error })
  }
}

function fileBytes(path: string, name: string): Uint8Array {
  try {
    return builtin('node:fs').readFileSync(path)
  } catch (error) {
    throw unreadable(path, name, error)
  }
}

function unreadable(path: string, name: string, cause: unknown): TypeError {
  return new TypeError(`${name}.path: ${JSON.stringify(path)} cannot be read`, { cause })
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
