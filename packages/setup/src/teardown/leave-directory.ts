import { findApplication, type Application, type ApplicationName } from '../entra/application.ts'
import type { Directory } from '../entra/directory.ts'
import { records, texts } from '../entra/graph-object.ts'
import { environmentsOf, environmentTag, isMarked, mark } from '../mark.ts'
import type { Prospect } from '../plan/prospect.ts'
import { removeSecrets } from '../credential/secret.ts'
import { isSetupError } from '../setup-error.ts'

/** The app registration, if there is one. */
export async function findToRemove(directory: Directory, wanted: ApplicationName): Promise<Application | undefined> {
  try {
    return await findApplication(directory, wanted)
  } catch (error) {
    if (isSetupError(error) && error.code === 'app-unknown') return undefined
    throw error
  }
}

/** Secrets, certificates and trusts that setup made. */
export async function lookForCredentialsToRemove(
  { graph, rights }: Directory,
  application: Application,
): Promise<Prospect<true>> {
  const { id, passwordCredentials, keyCredentials } = application
  const about = { step: 1, subject: 'credentials' } as const
  const secrets = passwordCredentials.filter((one) => isMarked(one['displayName']))
  const keys = keyCredentials.filter((one) => isMarked(one['displayName']))
  const collection = `applications/${id}/federatedIdentityCredentials`
  const trusts = (await graph.list(collection)).filter((one) => String(one['name']).startsWith(`${mark}-`))
  const counts = [
    [secrets.length, 'secret'],
    [keys.length, 'certificate'],
    [trusts.length, 'federated credential'],
  ] as const
  const detail = counts
    .flatMap(([count, name]) => (count > 0 ? [`${count} ${name}${count > 1 ? 's' : ''}`] : []))
    .join(', ')
  if (detail === '') return { action: { ...about, outcome: 'exists', detail: 'none of setup’s' }, value: true }
  return {
    action: { ...about, outcome: 'remove', detail, ...rights.change },
    async apply() {
      await removeSecrets({ graph }, id, secrets)
      if (keys.length > 0) {
        const gone = new Set(keys.map((one) => one['keyId']))
        const { keyCredentials: present } = await graph.get(`applications/${id}?$select=keyCredentials`)
        await graph.patch(`applications/${id}`, {
          keyCredentials: records(present).filter((one) => !gone.has(one['keyId'])),
        })
      }
      for (const trust of trusts) {
        // Changes of one object at the same time refuse each other.
        // oxlint-disable-next-line no-await-in-loop
        await graph.delete(`${collection}/${String(trust['id'])}`)
      }
      return { value: true }
    },
  }
}

/** The app registration itself: one that setup made, and that no other environment needs, goes to the recycle bin. */
export async function lookForApplicationToRemove(
  { graph, rights }: Directory,
  application: Application,
  url: string,
): Promise<Prospect<true>> {
  const { id, displayName, clientId, isOurs, tags } = application
  const about = { step: 1, subject: 'application' } as const
  const named = `${displayName} (client id ${clientId})`
  if (!isOurs) {
    return { action: { ...about, outcome: 'keep', detail: `${named} was not made by setup` }, value: true }
  }
  const staying = tags.filter((tag) => tag !== environmentTag(url))
  const others = environmentsOf(staying)
  if (others.length > 0) {
    const detail = `${named} is used with ${others.join(', ')} too`
    if (staying.length === tags.length) return { action: { ...about, outcome: 'keep', detail }, value: true }
    return {
      action: { ...about, outcome: 'update', detail: `${detail}, and stays for that`, ...rights.change },
      async apply() {
        await graph.patch(`applications/${id}`, { tags: staying })
        return { value: true }
      },
    }
  }
  return {
    action: {
      ...about,
      outcome: 'remove',
      detail: `${named}, with service principal and consent; it can be restored for 30 days`,
      ...rights.change,
    },
    async apply() {
      await graph.delete(`applications/${id}`)
      return { value: true }
    },
  }
}

/** The service principal of an app that somebody else registered. */
export async function lookForPrincipalToRemove(
  { graph, rights }: Directory,
  { clientId }: Application,
): Promise<Prospect<true>> {
  const about = { step: 1, subject: 'service principal' } as const
  const found = await graph.find(`servicePrincipals(appId='${clientId}')`)
  if (!found) return { action: { ...about, outcome: 'exists', detail: 'none' }, value: true }
  const detail = `object id ${String(found['id'])}`
  if (!texts(found['tags']).includes(mark)) {
    return { action: { ...about, outcome: 'keep', detail: `${detail} was not made by setup` }, value: true }
  }
  return {
    action: { ...about, outcome: 'remove', detail: `${detail}, with consent`, ...rights.change },
    async apply() {
      await graph.delete(`servicePrincipals/${String(found['id'])}`)
      return { value: true }
    },
  }
}
