import { resolve } from 'node:path'
import { clientCertificate } from '@dynamics-kit/auth'
import { leeway, readLocal, registerCertificate } from '../credential/certificate.ts'
import { described, isCurrent } from '../credential/credential.ts'
import { makeCertificate, type MadeCertificate } from '../credential/self-signed-certificate.ts'
import type { Application } from '../entra/application.ts'
import { records, type GraphObject } from '../entra/graph-object.ts'
import { credentialName } from '../mark.ts'
import { proveTokens } from '../proof/token-proof.ts'
import { replace } from '../settings/env-file.ts'
import { placeName } from '../settings/place-name.ts'
import { SetupError } from '../setup-error.ts'
import type { Rotation, RotationContext } from './rotation.ts'

const subject = 'certificate'

/** @param path File of key and certificate, which is replaced as a whole. */
export function certificateRotation(path: string, { directory, url, options }: RotationContext): Rotation {
  const { days = 365, now = Date.now, fetch, authority } = options
  const file = resolve(path)
  const local = async (): Promise<MadeCertificate> => {
    const found = await readLocal(file)
    if (found) return found
    throw new SetupError(`${file}, where the settings say the certificate is, is not there`, {
      code: 'credential-unusable',
      fix: 'Run setup, which makes one.',
      step: 1,
    })
  }

  return {
    subject,
    async current({ keyCredentials }) {
      const { thumbprint } = await local()
      const key = keyCredentials.find((one) => thumbprintOf(one) === thumbprint && isCurrent(one, now()))
      return key && { expires: Date.parse(String(key['endDateTime'])), detail: `${file}, ${described(key)}` }
    },

    async replace(application, settle, successes) {
      const { rights, tenantId } = directory
      const certificate = await makeCertificate(application.displayName, now() - leeway, now() + days * 86_400_000)
      await settle(async () => ({
        action: { step: 1, subject, outcome: 'create', detail: `for ${days} days, made here`, ...rights.change },
        async apply() {
          await registerCertificate(directory, application.id, certificate, file)
          return { value: true, detail: `expires ${certificate.notAfter.slice(0, 10)}` }
        },
      }))
      const app = {
        tenantId,
        clientId: application.clientId,
        ...(authority !== undefined && { authority }),
        ...(fetch && { fetch }),
      }
      const credential = clientCertificate({ ...app, certificate: { pem: certificate.pem } })
      await proveTokens(credential, `${url}/.default`, successes, options)
      options.onProgress?.({ subject: 'access token', outcome: 'exists', detail: `issued ${successes} times in a row` })
      await replace(file, certificate.pem)
      options.onProgress?.({
        subject: 'settings',
        outcome: 'updated',
        detail: `${file} has the new key and certificate`,
      })
      return { expires: certificate.notAfter, variables: {} }
    },

    async outdated(application, overlap) {
      const { thumbprint, notBefore } = await local()
      const since = Date.parse(notBefore) + leeway
      const ours = application.keyCredentials.filter(
        (one) => one['displayName'] === credentialName(placeName(file)) && thumbprintOf(one) !== thumbprint,
      )
      // Only this file has the keys, so what is registered and not in it, and is newer, nobody has.
      const isOver = since + overlap <= now()
      const gone = ours.filter((one) => isOver || Date.parse(String(one['startDateTime'])) > Date.parse(notBefore))
      if (gone.length > 0) {
        return {
          action: {
            step: 1,
            subject,
            outcome: 'remove',
            detail: gone.map(described).join('; '),
            ...directory.rights.change,
          },
          remove: () => removeCertificates(application, gone),
        }
      }
      const until = new Date(since + overlap).toISOString()
      const detail =
        ours.length > 0 ? `the old one (${ours.map(described).join('; ')}) until the first run after ${until}` : file
      return { action: { step: 1, subject, outcome: 'keep', detail } }
    },
  }

  async function removeCertificates({ id }: Application, gone: readonly GraphObject[]): Promise<true> {
    const ids = new Set(gone.map((one) => one['keyId']))
    const { keyCredentials } = await directory.graph.get(`applications/${id}?$select=keyCredentials`)
    // PATCH replaces the whole array; those that stay are named by their id.
    const staying = records(keyCredentials).filter((one) => !ids.has(one['keyId']))
    await directory.graph.patch(`applications/${id}`, { keyCredentials: staying })
    return true
  }
}

const thumbprintOf = (one: GraphObject): string => String(one['customKeyIdentifier']).toUpperCase()
