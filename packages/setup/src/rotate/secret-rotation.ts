import { clientSecret } from '@dynamics-kit/auth'
import { described } from '../credential/credential.ts'
import { findKept, newSecret, noteStored, orphansOf, removeSecrets } from '../credential/secret.ts'
import type { Application } from '../entra/application.ts'
import type { GraphObject } from '../entra/graph-object.ts'
import { credentialName, storedTag } from '../mark.ts'
import { proveTokens } from '../proof/token-proof.ts'
import { SetupError } from '../setup-error.ts'
import type { Rotation, RotationContext } from './rotation.ts'

const subject = 'client secret'

export function secretRotation({ directory, url, options }: RotationContext): Rotation {
  const { store, days, now = Date.now, fetch, authority } = options
  const kept = async (application: Application): Promise<GraphObject | undefined> =>
    (await findKept(application, store, now()))?.secret

  return {
    subject,
    async current(application) {
      const secret = await kept(application)
      return secret && { expires: Date.parse(String(secret['endDateTime'])), detail: described(secret) }
    },

    async replace({ id, clientId }, settle, successes) {
      const made = await settle(async () => newSecret(directory, id, { days, store, now: now() }))
      if (!made) throw new SetupError('No secret was made', { code: 'rejected', fix: 'Run it again.', step: 1 })
      const credential = clientSecret({
        tenantId: directory.tenantId,
        clientId,
        clientSecret: made.variables['AZURE_CLIENT_SECRET'] ?? '',
        ...(authority !== undefined && { authority }),
        ...(fetch && { fetch }),
      })
      await proveTokens(credential, `${url}/.default`, successes, options)
      options.onProgress?.({ subject: 'access token', outcome: 'exists', detail: `issued ${successes} times in a row` })
      await store.save(made.variables)
      await noteStored(directory, id, made.keyId ?? '')
      options.onProgress?.({ subject: 'settings', outcome: 'updated', detail: `${store.name}: AZURE_CLIENT_SECRET` })
      return { expires: made.expires ?? '', variables: made.variables }
    },

    async outdated(application, overlap) {
      const current = await kept(application)
      if (!current) return keep(`none of the app is kept at ${store.name}`)
      const keyId = String(current['keyId'])
      const alike = application.passwordCredentials.filter((one) => one['hint'] === current['hint'])
      // The first characters are all that tells which one is stored.
      if (alike.length > 1) return keep(`${alike.length} secrets begin alike; all are kept`)
      const ours = application.passwordCredentials.filter((one) => one['displayName'] === credentialName(store.name))
      // One that was stored by a run that was cut off before it could note that.
      if (ours.includes(current) && !isNoted(application, current)) await noteStored(directory, application.id, keyId)
      const replaced = ours.filter((one) => one !== current && isNoted(application, one))
      const end = Date.parse(String(current['startDateTime'])) + overlap
      const isOver = end <= now()
      const gone = [...orphansOf(application, store, keyId), ...(isOver ? replaced : [])]
      if (gone.length > 0) {
        return {
          action: {
            step: 1,
            subject,
            outcome: 'remove',
            detail: gone.map(described).join('; '),
            ...directory.rights.change,
          },
          remove: () => removeSecrets(directory, application.id, gone).then(() => true as const),
        }
      }
      if (isOver || replaced.length === 0) return keep(described(current))
      const old = replaced.map(described).join('; ')
      return keep(`the old one (${old}) until the first run after ${new Date(end).toISOString()}`)
    },
  }
}

const keep = (detail: string): Awaited<ReturnType<Rotation['outdated']>> => ({
  action: { step: 1, subject, outcome: 'keep', detail },
})

const isNoted = ({ tags }: Application, secret: GraphObject): boolean =>
  tags.includes(storedTag(String(secret['keyId'])))
