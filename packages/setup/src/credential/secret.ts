import type { Application } from '../entra/application.ts'
import type { Directory } from '../entra/directory.ts'
import type { GraphObject } from '../entra/graph-object.ts'
import { credentialName, isMarked, storedTag } from '../mark.ts'
import type { Prospect } from '../plan/prospect.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import { described, endOf, isCurrent, type Credential } from './credential.ts'
import { daysOf } from '../days-of.ts'

const variable = 'AZURE_CLIENT_SECRET'
const defaultDays = 180
const about = { step: 1, subject: 'client secret' } as const

/** What is asked of a secret. */
export interface SecretWish {
  readonly days?: number | undefined
  readonly store: SettingsStore
  readonly now: number
}

/**
 * A secret of the app that is stored where the program looks for it. Entra shows a secret once, so one that is not stored is of no use,
 * and another is made.
 */
export async function lookForSecret(
  directory: Directory,
  application: Application | undefined,
  { days, store, now }: SecretWish,
): Promise<Prospect<Credential>> {
  const kept = application && (await findKept(application, store, now))
  if (kept) {
    const { secret, value } = kept
    const expires = String(secret['endDateTime'])
    const where = value === undefined ? `, kept at ${store.name}` : ''
    return {
      action: { ...about, outcome: 'exists', detail: described(secret) + where },
      value: {
        variables: value === undefined ? {} : { [variable]: value },
        // One that somebody else made is theirs.
        ...(isMarked(secret['displayName']) && { keyId: String(secret['keyId']) }),
        expires,
        isNew: false,
        isUsable: value !== undefined,
      },
    }
  }
  return newSecret(directory, application?.id, { days, store, now })
}

/** A secret that is to be made. */
export function newSecret(
  { graph, rights }: Directory,
  applicationId: string | undefined,
  { days = defaultDays, store, now }: SecretWish,
): Prospect<Credential> {
  return {
    action: { ...about, outcome: 'create', detail: `for ${daysOf(days)}, kept at ${store.name}`, ...rights.change },
    async apply() {
      const added = await graph.post(`applications/${String(applicationId)}/addPassword`, {
        passwordCredential: { displayName: credentialName(store.name), endDateTime: endOf(days, now) },
      })
      return { value: toCredential(added), detail: described(added) }
    },
  }
}

function toCredential(added: GraphObject): Credential {
  return {
    variables: { [variable]: String(added['secretText']) },
    keyId: String(added['keyId']),
    expires: String(added['endDateTime']),
    isNew: true,
    isUsable: true,
  }
}

/** The secret that is stored: the one that begins like it; or where the place cannot be read, the newest that went there. */
export async function findKept(
  { clientId, passwordCredentials, tags }: Application,
  store: SettingsStore,
  now: number,
): Promise<{ readonly secret: GraphObject; readonly value: string | undefined } | undefined> {
  const valid = passwordCredentials.filter((one) => isCurrent(one, now))
  if (!store.load) {
    const name = credentialName(store.name)
    const secret = valid
      .filter((one) => one['displayName'] === name && tags.includes(storedTag(String(one['keyId']))))
      .toSorted((one, other) => String(other['startDateTime']).localeCompare(String(one['startDateTime'])))[0]
    return secret && { secret, value: undefined }
  }
  const stored = await store.load()
  const value = stored[variable]
  const isOfThisApp = (stored['AZURE_CLIENT_ID'] ?? clientId).toLowerCase() === clientId.toLowerCase()
  if (!value || !isOfThisApp) return undefined
  // The first three characters are all that Entra still tells of a secret.
  const secret = valid.find((one) => one['hint'] === value.slice(0, 3))
  return secret && { secret, value }
}

/**
 * Notes in the directory that a secret was stored, so that one that is not can be told: it was made by a run that was cut off, and
 * nobody has it.
 */
export async function noteStored(
  { graph }: Pick<Directory, 'graph'>,
  applicationId: string,
  keyId: string,
): Promise<void> {
  const { tags, passwordCredentials } = await graph.get(
    `applications/${applicationId}?$select=tags,passwordCredentials`,
  )
  const before = Array.isArray(tags) ? tags.map(String) : []
  const present = Array.isArray(passwordCredentials)
    ? passwordCredentials.map((one: GraphObject) => String(one['keyId']))
    : []
  const prefix = storedTag('')
  // Those of secrets that are gone are of no use any more.
  const after = [
    ...new Set([
      ...before.filter((tag) => !tag.startsWith(prefix) || present.includes(tag.slice(prefix.length))),
      storedTag(keyId),
    ]),
  ]
  if (after.join('\n') !== before.join('\n')) await graph.patch(`applications/${applicationId}`, { tags: after })
}

/** Secrets for this place that nobody has: made, and never stored. */
export function orphansOf(
  { passwordCredentials, tags }: Application,
  store: SettingsStore,
  keyId: string | undefined,
): readonly GraphObject[] {
  const name = credentialName(store.name)
  return passwordCredentials.filter(
    (one) => one['displayName'] === name && one['keyId'] !== keyId && !tags.includes(storedTag(String(one['keyId']))),
  )
}

/** Takes secrets away. One that is gone already is none the less gone. */
export async function removeSecrets(
  { graph }: Pick<Directory, 'graph'>,
  applicationId: string,
  secrets: readonly GraphObject[],
): Promise<void> {
  for (const { keyId } of secrets) {
    // Changes of one object at the same time refuse each other.
    // oxlint-disable-next-line no-await-in-loop
    await graph.post(`applications/${applicationId}/removePassword`, { keyId })
  }
}
