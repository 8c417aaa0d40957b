/// <reference types="node" />
import { X509Certificate, createPrivateKey } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createServerCertificate, type ServerCertificate } from './certificate.ts'

/** A certificate about to run out is replaced this long before, in milliseconds: a server should survive its working day. */
const RENEW_BEFORE = 24 * 60 * 60 * 1000

/** Names of the files in a certificate directory. */
const FILES = { ca: 'ca.pem', certificate: 'localhost.pem', privateKey: 'localhost-key.pem' } as const

/**
 * The certificate kept in `directory`, or a new one written there when there is none, or it is damaged, about to expire, or
 * not for all of `names`. Only the owner can read the private key.
 *
 * A new one is for the names of the one before, too, and the file of the authority still holds the one before: a server that is
 * running with it stays trusted.
 *
 * @param now Milliseconds since 1970.
 */
export async function openCertificate(
  directory: string,
  names: readonly string[],
  now: number = Date.now(),
): Promise<ServerCertificate & { readonly caFile: string }> {
  const caFile = join(directory, FILES.ca)
  const kept = await readCertificate(directory)
  if (kept && isUsable(kept, names, now)) return { ...kept, caFile }
  const before = kept && describeKept(kept, now)
  const made = await createServerCertificate([...new Set([...names, ...(before?.names ?? [])])], now)
  const trusted = `${made.ca}${before?.authorities ?? ''}`
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await replaceFile(join(directory, FILES.privateKey), made.privateKey, 0o600)
  await replaceFile(join(directory, FILES.certificate), made.certificate, 0o644)
  await replaceFile(caFile, trusted, 0o644)
  return { ...made, ca: trusted, caFile }
}

async function readCertificate(directory: string): Promise<ServerCertificate | undefined> {
  const read = (name: string) => readFile(join(directory, name), 'utf8')
  try {
    const [ca, certificate, privateKey] = await Promise.all([
      read(FILES.ca),
      read(FILES.certificate),
      read(FILES.privateKey),
    ])
    return { ca, certificate, privateKey }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function isUsable(kept: ServerCertificate, names: readonly string[], now: number): boolean {
  try {
    const ca = new X509Certificate(kept.ca)
    const server = new X509Certificate(kept.certificate)
    return (
      server.checkIssued(ca) &&
      server.verify(ca.publicKey) &&
      server.checkPrivateKey(createPrivateKey(kept.privateKey)) &&
      Date.parse(server.validFrom) <= now &&
      Date.parse(server.validTo) > now + RENEW_BEFORE &&
      names.every((name) => server.checkHost(name) ?? server.checkIP(name))
    )
  } catch {
    // Not PEM, or not a certificate: whatever the files hold, it is no use to us.
    return false
  }
}

/** What a new certificate takes over: names, and the authorities that have not expired, as PEM. */
function describeKept(
  { ca, certificate }: ServerCertificate,
  now: number,
): { readonly names: readonly string[]; readonly authorities: string } | undefined {
  try {
    const { subjectAltName = '' } = new X509Certificate(certificate)
    const authorities = ca
      .split(/(?<=-----END CERTIFICATE-----\n)/)
      .filter((pem) => pem.trim() !== '' && Date.parse(new X509Certificate(pem).validTo) > now)
    return {
      names: subjectAltName.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, '')),
      authorities: authorities.join(''),
    }
  } catch {
    return undefined
  }
}

/** Written beside and renamed, so that no reader sees half a file. */
async function replaceFile(path: string, content: string, mode: number): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}`
  await writeFile(temporary, content, { mode })
  await rename(temporary, path)
}
