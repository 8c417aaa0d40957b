import { resolve } from 'node:path'
import { clientCertificate } from '@dynamics-kit/auth'
import { leeway, readLocal, registerCertificate } from '../credential/certificate.ts'
import { described, isCurrent } from '../credential/credential.ts'
import { makeCertificate, type MadeCertificate } from '../credential/self-signed-certificate.ts'
import type { Application } from '../entra/application.ts'
import { proveTokens } from '../proof/token-proof.ts'
import { replace } from '../settings/env-file.ts'
import { SetupError } from '../setup-error.ts'
import { removeCertificates, replacedCertificates, thumbprintOf } from './replaced-certificates.ts'
import type { Rotation, RotationContext } from './rotation.ts'
import { daysOf } from '../days-of.ts'

const subject = 'certificate'

/** @param path File of key and certificate, which is replaced as a whole. */
export function certificateRotation(path: string, context: RotationContext): Rotation {
  const { directory, options } = context
  const { days = 365, now = Date.now } = options
  const file = resolve(path)
  const { change } = directory.rights

  return {
    subject,
    async current({ keyCredentials }) {
      const { thumbprint } = await localOf(file)
      const key = keyCredentials.find((one) => thumbprintOf(one) === thumbprint && isCurrent(one, now()))
      return key && { expires: Date.parse(String(key['endDateTime'])), detail: `${file}, ${described(key)}` }
    },

    async replace(application, settle, successes) {
      const certificate = await makeCertificate(application.displayName, now() - leeway, now() + days * 86_400_000)
      await settle(async () => ({
        action: { step: 1, subject, outcome: 'create', detail: `for ${daysOf(days)}, made here`, ...change },
        async apply() {
          await registerCertificate(directory, application.id, certificate, file)
          return { value: true, detail: `expires ${certificate.notAfter.slice(0, 10)}` }
        },
      }))
      await prove(certificate, application, context, successes)
      await replace(file, certificate.pem)
      const detail = `${file} has the new key and certificate`
      options.onProgress?.({ subject: 'settings', outcome: 'updated', detail })
      return { expires: certificate.notAfter, variables: {} }
    },

    async outdated(application, overlap) {
      const { ours, gone, until } = replacedCertificates(application, file, {
        local: await localOf(file),
        overlap,
        now: now(),
      })
      if (gone.length > 0) {
        return {
          action: { step: 1, subject, outcome: 'remove', detail: gone.map(described).join('; '), ...change },
          remove: () => removeCertificates(directory, application, gone),
        }
      }
      const old = ours.map(described).join('; ')
      const detail = ours.length > 0 ? `the old one (${old}) until the first run after ${until}` : file
      return { action: { step: 1, subject, outcome: 'keep', detail } }
    },
  }
}

/** Tries a certificate that is not stored yet, until Entra takes it every time. */
async function prove(
  { pem }: MadeCertificate,
  { clientId }: Application,
  { directory, url, options }: RotationContext,
  successes: number,
): Promise<void> {
  const { fetch, authority, onProgress } = options
  const credential = clientCertificate({
    tenantId: directory.tenantId,
    clientId,
    certificate: { pem },
    ...(authority !== undefined && { authority }),
    ...(fetch && { fetch }),
  })
  await proveTokens(credential, `${url}/.default`, successes, options)
  onProgress?.({ subject: 'access token', outcome: 'exists', detail: `issued ${successes} times in a row` })
}

/** The certificate in use. */
async function localOf(file: string): Promise<MadeCertificate> {
  const found = await readLocal(file)
  if (found) return found
  throw new SetupError(`${file}, where the settings say the certificate is, is not there`, {
    code: 'credential-unusable',
    fix: 'Run setup, which makes one.',
    step: 1,
  })
}
