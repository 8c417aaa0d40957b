import { leeway } from '../credential/certificate.ts'
import type { MadeCertificate } from '../credential/self-signed-certificate.ts'
import type { Application } from '../entra/application.ts'
import type { Directory } from '../entra/directory.ts'
import { records, type GraphObject } from '../entra/graph-object.ts'
import { credentialName } from '../mark.ts'
import { placeName } from '../settings/place-name.ts'

/** Certificates of an app that a file of keys held once, or was to hold. */
interface ReplacedCertificates {
  readonly ours: readonly GraphObject[]
  /** Those of `ours` that nobody uses any more. */
  readonly gone: readonly GraphObject[]
  /** When the overlap ends, ISO 8601. */
  readonly until: string
}

/**
 * What was registered for a file beside the certificate that is in it.
 *
 * @param how `local` is in the file; `overlap` and `now` are milliseconds.
 */
export function replacedCertificates(
  { keyCredentials }: Application,
  file: string,
  { local, overlap, now }: { readonly local: MadeCertificate; readonly overlap: number; readonly now: number },
): ReplacedCertificates {
  const { thumbprint, notBefore } = local
  const end = Date.parse(notBefore) + leeway + overlap
  const ours = keyCredentials.filter(
    (one) => one['displayName'] === credentialName(placeName(file)) && thumbprintOf(one) !== thumbprint,
  )
  // Only this file has the keys, so what is registered and not in it, and is newer, nobody has.
  const isGone = (one: GraphObject): boolean =>
    end <= now || Date.parse(String(one['startDateTime'])) > Date.parse(notBefore)
  return { ours, gone: ours.filter(isGone), until: new Date(end).toISOString() }
}

/** Takes certificates of an app away; the others stay. */
export async function removeCertificates(
  { graph }: Directory,
  { id }: Application,
  gone: readonly GraphObject[],
): Promise<true> {
  const ids = new Set(gone.map((one) => one['keyId']))
  const { keyCredentials } = await graph.get(`applications/${id}?$select=keyCredentials`)
  // PATCH replaces the whole array; those that stay are named by their id.
  const staying = records(keyCredentials).filter((one) => !ids.has(one['keyId']))
  await graph.patch(`applications/${id}`, { keyCredentials: staying })
  return true
}

/** SHA-1 in upper-case hex, as certificates are known by. */
export const thumbprintOf = (one: GraphObject): string => String(one['customKeyIdentifier']).toUpperCase()
