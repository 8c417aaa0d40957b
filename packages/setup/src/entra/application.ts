import { environmentTag, environmentsOf, mark } from '../mark.ts'
import type { Prospect } from '../plan/prospect.ts'
import { SetupError } from '../setup-error.ts'
import { dataverse } from '../well-known.ts'
import type { Directory } from './directory.ts'
import { records, texts, type GraphObject } from './graph-object.ts'

/** Which app registration is meant. */
export interface ApplicationName {
  /** Shown to people. Not unique in a tenant. */
  readonly name: string
  /** Names the registration for ever, so that a repeated run finds it. Default: derived from `name`. */
  readonly uniqueName?: string | undefined
  /** An app that is there already. */
  readonly clientId?: string | undefined
}

export interface Application {
  /** Object id. */
  readonly id: string
  readonly clientId: string
  readonly displayName: string
  /** Whether setup made it, by its tag. */
  readonly isOurs: boolean
  /** `new` was made by this run, `deleted` is going to be restored. */
  readonly state: 'new' | 'there' | 'deleted'
  readonly tags: readonly string[]
  readonly requiredResourceAccess: readonly GraphObject[]
  readonly passwordCredentials: readonly GraphObject[]
  readonly keyCredentials: readonly GraphObject[]
}

/** The Dynamics CRM permission, as a registration asks for it. */
const permission = {
  resourceAppId: dataverse.appId,
  resourceAccess: [{ id: dataverse.userImpersonation, type: 'Scope' }],
}

/**
 * The app registration: the one of the client id; else the one of the unique name, among the deleted ones too; else the only one
 * that is called so.
 *
 * @param url Environment that it is set up for.
 * @throws {SetupError} `app-unknown`, `name-ambiguous`, `name-taken`
 */
export async function lookForApplication(
  { graph, rights }: Directory,
  wanted: ApplicationName,
  url: string | undefined,
): Promise<Prospect<Application>> {
  const found = await findApplication({ graph }, wanted)
  const tag = url === undefined ? [] : [environmentTag(url)]
  const subject = 'application'
  if (found) {
    const { isOurs, tags } = found
    const missing = isOurs ? tag.filter((one) => !tags.includes(one)) : []
    const whose = isOurs || wanted.clientId !== undefined ? '' : ', made by somebody else'
    const detail = `${found.displayName} (client id ${found.clientId})${whose}`
    if (missing.length === 0) return { action: { step: 1, subject, outcome: 'exists', detail }, value: found }
    return {
      action: {
        step: 1,
        subject,
        outcome: 'update',
        detail: `${detail}, also for ${environmentsOf(missing).join()}`,
        ...rights.change,
      },
      value: found,
      async apply() {
        await graph.patch(`applications/${found.id}`, { tags: [...tags, ...missing] })
        return { value: { ...found, tags: [...tags, ...missing] } }
      },
    }
  }
  const uniqueName = uniqueNameOf(wanted)
  const deleted = await findDeleted({ graph }, wanted)
  if (deleted && !deleted.isOurs) {
    throw new SetupError(
      `A deleted app registration still has the unique name ${uniqueName}: ${deleted.displayName} (client id ${deleted.clientId})`,
      {
        code: 'name-taken',
        fix: 'Restore it, or delete it for good: Microsoft Entra admin center > App registrations > Deleted applications. Or give another name.',
        step: 1,
      },
    )
  }
  if (deleted) {
    const detail = `${deleted.displayName} (client id ${deleted.clientId}), which was deleted, is restored`
    return {
      action: { step: 1, subject, outcome: 'update', detail, ...rights.change },
      value: { ...deleted, state: 'deleted' },
      async apply() {
        await graph.post(`directory/deletedItems/${deleted.id}/restore`, {})
        const restored = toApplication(await graph.get(`applications/${deleted.id}`))
        const tags = [...new Set([...restored.tags, ...tag])]
        if (tags.length > restored.tags.length) await graph.patch(`applications/${deleted.id}`, { tags })
        return { value: { ...restored, tags } }
      },
    }
  }
  return {
    action: { step: 1, subject, outcome: 'create', detail: `${wanted.name}, single tenant`, ...rights.register },
    async apply() {
      const made = await graph.upsert(addressOf(uniqueName), {
        displayName: wanted.name,
        // Left out, Graph registers an app for personal accounts as well.
        signInAudience: 'AzureADMyOrg',
        requiredResourceAccess: [permission],
        tags: [mark, ...tag],
        notes: 'Made by dynamics-kit setup; dynamics-kit teardown removes it.',
      })
      const application: Application = { ...toApplication(made), state: 'new' }
      return { value: application, detail: `${application.displayName} (client id ${application.clientId})` }
    },
  }
}

/** An app registration that is there. @throws {SetupError} `app-unknown`, `name-ambiguous` */
export async function findApplication(
  { graph }: Pick<Directory, 'graph'>,
  wanted: ApplicationName,
): Promise<Application | undefined> {
  if (wanted.clientId !== undefined) {
    const found = await graph.find(`applications(appId='${wanted.clientId}')`)
    if (found) return toApplication(found)
    throw new SetupError(`The tenant has no app registration with the client id ${wanted.clientId}`, {
      code: 'app-unknown',
      fix: 'Check the client id and the tenant: Microsoft Entra admin center > App registrations > All applications.',
      step: 1,
    })
  }
  const named = await graph.find(addressOf(uniqueNameOf(wanted)))
  if (named) return toApplication(named)
  const called = await graph.list(`applications?$filter=${encodeURIComponent(`displayName eq ${quoted(wanted.name)}`)}`)
  if (called.length > 1) {
    throw new SetupError(
      `The tenant has ${called.length} app registrations called ${wanted.name}: ${called.map((one) => String(one['appId'])).join(', ')}`,
      { code: 'name-ambiguous', fix: 'Say which one by its client id, or give another name.', step: 1 },
    )
  }
  return called[0] && toApplication(called[0])
}

async function findDeleted(
  { graph }: Pick<Directory, 'graph'>,
  wanted: ApplicationName,
): Promise<Application | undefined> {
  const filter = encodeURIComponent(`displayName eq ${quoted(wanted.name)}`)
  const deleted = await graph.list(`directory/deletedItems/microsoft.graph.application?$filter=${filter}`)
  const found = deleted.find((one) => one['uniqueName'] === uniqueNameOf(wanted))
  return found && toApplication(found)
}

/** The permission user_impersonation, which app-only tokens do not need: it is there for sign-ins of people, and expected. */
export async function lookForPermission(
  { graph, rights }: Directory,
  application: Application | undefined,
): Promise<Prospect<true>> {
  const about = { step: 1, subject: 'permission', detail: 'Dynamics CRM user_impersonation' } as const
  // It goes along with the request that makes the app.
  if (!application || application.state === 'new') {
    return { action: { ...about, outcome: 'create' }, apply: async () => ({ value: true }) }
  }
  const required = application.requiredResourceAccess
  const ofDataverse = required.find((access) => access['resourceAppId'] === dataverse.appId)
  const asked = records(ofDataverse?.['resourceAccess'])
  if (asked.some((one) => one['id'] === dataverse.userImpersonation)) {
    return { action: { ...about, outcome: 'exists' }, value: true }
  }
  return {
    action: { ...about, outcome: 'update', ...rights.change },
    async apply() {
      // PATCH replaces the whole array, so what others asked for is sent back.
      const others = required.filter((access) => access !== ofDataverse)
      const merged = { ...permission, resourceAccess: [...asked, ...permission.resourceAccess] }
      await graph.patch(`applications/${application.id}`, { requiredResourceAccess: [...others, merged] })
      return { value: true }
    },
  }
}

export function toApplication(object: GraphObject): Application {
  const tags = texts(object['tags'])
  return {
    id: String(object['id']),
    clientId: String(object['appId']),
    displayName: String(object['displayName']),
    isOurs: tags.includes(mark),
    state: 'there',
    tags,
    requiredResourceAccess: records(object['requiredResourceAccess']),
    passwordCredentials: records(object['passwordCredentials']),
    keyCredentials: records(object['keyCredentials']),
  }
}

const addressOf = (uniqueName: string): string => `applications(uniqueName=${encodeURIComponent(quoted(uniqueName))})`

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** `Contoso integration` -> `contoso-integration` */
function uniqueNameOf({ name, uniqueName }: ApplicationName): string {
  return (
    uniqueName ??
    name
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-+|-+$/g, '')
  )
}
