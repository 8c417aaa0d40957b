import { clientSecret } from '@dynamics-kit/auth'
import { described, endOf, type Credential } from '../credential/credential.ts'
import { findKept, noteStored, orphansOf, removeSecrets } from '../credential/secret.ts'
import type { Application } from '../entra/application.ts'
import type { GraphObject } from '../entra/graph-object.ts'
import { credentialName, storedTag } from '../mark.ts'
import { proveTokens } from '../proof/token-proof.ts'
import { SetupError } from '../setup-error.ts'
import type { Rotation, RotationContext } from './rotation.ts'

const subject = 'client secret'

export function secretRotation({ directory, url, options }: RotationContext): Rotation {
  const { store, days = 180, now = Date.now, fetch, authority } = options
  const kept = async (application: Application): Promise<GraphObject | undefined> =>
    (await findKept(application, store, now()))?.secret

  return {
    subject,
    async current(application) {
      const secret = await kept(application)
      return secret && { expires: Date.parse(String(secret['endDateTime'])), detail: described(secret) }
    },

    async replace(application, settle, successes) {
      const { graph, rights, tenantId } = directory
      const made = await settle<Credential & { readonly secret: string }>(async () => ({
        action: {
          step: 1,
          subject,
          outcome: 'create',
          detail: `for ${days} days, kept at ${store.name}`,
          ...rights.change,
        },
        async apply() {
          const added = await graph.post(`applications/${application.id}/addPassword`, {
            passwordCredential: { displayName: credentialName(store.name), endDateTime: endOf(days, now()) },
          })
          const secret = String(added['secretText'])
          const value = {
            variables: { AZURE_CLIENT_SECRET: secret },
            keyId: String(added['keyId']),
            expires: String(added['endDateTime']),
            isNew: true,
            isUsable: true,
            secret,
          }
          return { value, detail: described(added) }
        },
      }))
      if (!made) throw new SetupError('No secret was made', { code: 'rejected', fix: 'Run it again.', step: 1 })
      const { clientId } = application
      const credential = clientSecret({
        tenantId,
        clientId,
        clientSecret: made.secret,
        ...(authority !== undefined && { authority }),
        ...(fetch && { fetch }),
      })
      await proveTokens(credential, `${url}/.default`, successes, options)
      options.onProgress?.({ subject: 'access token', outcome: 'exists', detail: `issued ${successes} times in a row` })
      await store.save(made.variables)
      await noteStored(directory, application.id, made.keyId ?? '')
      options.onProgress?.({ subject: 'settings', outcome: 'updated', detail: `${store.name}: AZURE_CLIENT_SECRET` })
      return { expires: made.expires ?? '', variables: made.variables }
    },

    async outdated(application, overlap) {
      const current = await kept(application)
      if (!current)
        return { action: { step: 1, subject, outcome: 'keep', detail: `none of the app is kept at ${store.name}` } }
      const keyId = String(current['keyId'])
      const alike = application.passwordCredentials.filter((one) => one['hint'] === current['hint'])
      // The first characters are all that tells which one is stored.
      if (alike.length > 1) {
        return {
          action: { step: 1, subject, outcome: 'keep', detail: `${alike.length} secrets begin alike; all are kept` },
        }
      }
      // One that was stored by a run that was cut off before it could note that.
      if (current['displayName'] === credentialName(store.name) && !isNoted(application, current)) {
        await noteStored(directory, application.id, keyId)
      }
      const orphans = orphansOf(application, store, keyId)
      const replaced = application.passwordCredentials.filter(
        (one) =>
          one['displayName'] === credentialName(store.name) && one['keyId'] !== keyId && isNoted(application, one),
      )
      const since = Date.parse(String(current['startDateTime']))
      const isOver = since + overlap <= now()
      const gone = [...orphans, ...(isOver ? replaced : [])]
      const staying = isOver ? [] : replaced
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
      const until = new Date(since + overlap).toISOString()
      return {
        action: {
          step: 1,
          subject,
          outcome: 'keep',
          detail:
            staying.length > 0
              ? `the old one (${staying.map(described).join('; ')}) until the first run after ${until}`
              : described(current),
        },
      }
    },
  }
}

const isNoted = ({ tags }: Application, secret: GraphObject): boolean =>
  tags.includes(storedTag(String(secret['keyId'])))
