import type { Application } from '../world/directory.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import { registerApplication } from '../world/register-application.ts'
import { applyChange, readApplicationBody } from './application-body.ts'
import { APPLICATION, renderApplication } from './application-type.ts'
import { answerCollection, answerCount, answerEntity } from './collection-answer.ts'
import { answerFederatedCredentials } from './federated-identity-credentials.ts'
import { createsIfMissing, NO_CONTENT, readBody, type GraphAnswer, type GraphContext } from './graph-context.ts'
import { badRequest, notFound } from './graph-error.ts'
import { readKeyCredentials } from './key-credentials-member.ts'
import { addPassword, removePassword } from './password-actions.ts'
import { demand, demandChange } from './permissions.ts'
import { readAddress, type ResourceKey } from './resource-key.ts'
import { deleteApplication, nameOfDeleted } from './deleted-applications.ts'

/** What Graph gives an app whose creator names no audience: personal accounts too, which surprises later. */
const DEFAULT_AUDIENCE = 'AzureADandPersonalMicrosoftAccount'

/** `/applications` and what is below it. */
export async function answerApplications(context: GraphContext): Promise<GraphAnswer> {
  const { key, rest } = readAddress(context.path, ['appId', 'uniqueName'])
  const [action] = rest
  if (key && action === 'federatedIdentityCredentials') {
    const below = context.path.findIndex(({ name }) => name === action)
    return answerFederatedCredentials(context, existing(context, key), context.path.slice(below))
  }
  const call = `${context.request.method} ${key ? 'one' : 'all'}${action === undefined ? '' : `/${action}`}`
  switch (call) {
    case 'GET all':
      return answerCollection(context, APPLICATION, rows(context))
    case 'GET all/$count':
      return answerCount(context, APPLICATION, rows(context))
    case 'POST all':
      return create(context)
    case 'GET one':
      demand(context.caller, 'readApplications')
      return answerEntity(context, APPLICATION, renderApplication(existing(context, key), context.caller.tenant))
    case 'PATCH one':
      return update(context, key)
    case 'DELETE one':
      return remove(context, key)
    case 'POST one/addPassword':
      return addPassword(context, existing(context, key))
    case 'POST one/removePassword':
      return removePassword(context, existing(context, key))
    default:
      throw new NotModelledError(
        `${context.request.method} /applications${key ? '/{id}' : ''}${rest.map((one) => `/${one}`).join('')}`,
      )
  }
}

function rows({ caller, replication }: GraphContext) {
  demand(caller, 'readApplications')
  return [...caller.tenant.applications.values()]
    .filter((application) => replication.isVisible(application))
    .map((application) => renderApplication(application, caller.tenant))
}

async function create(context: GraphContext, uniqueName: string | null = null): Promise<GraphAnswer> {
  const { world, caller, request } = context
  demand(caller, 'createApplications')
  const body = await readBody(request)
  const { other, displayName, signInAudience = DEFAULT_AUDIENCE, ...change } = readApplicationBody(body, uniqueName)
  if (displayName === undefined) {
    throw badRequest("A value is required for property 'displayName' of resource 'Application'.")
  }
  const keyCredentials = (await readKeyCredentials(world, body, [])) ?? []
  // A deleted application keeps its names until it is gone for good.
  if (uniqueName !== null && nameOfDeleted(world, caller.tenant, uniqueName)) {
    throw badRequest('Another object with the same value for property uniqueName already exists.')
  }
  const application = registerApplication(world, caller.tenant, {
    ...change,
    displayName,
    signInAudience,
    uniqueName,
    keyCredentials,
    owners: [caller.id],
  })
  applyChange(application, { other })
  context.replication.wrote(application)
  return answerEntity(context, APPLICATION, renderApplication(application, caller.tenant), 201)
}

async function update(context: GraphContext, key: ResourceKey | undefined): Promise<GraphAnswer> {
  const application = find(context, key)
  if (!application) {
    if (key?.name === 'uniqueName' && createsIfMissing(context.request)) return create(context, key.value)
    throw notFound(key?.value ?? '')
  }
  demandChange(context.caller, application)
  const body = await readBody(context.request)
  const change = readApplicationBody(body, application.uniqueName)
  const keyCredentials = await readKeyCredentials(context.world, body, application.keyCredentials ?? [])
  applyChange(application, change)
  if (keyCredentials) application.keyCredentials = keyCredentials
  return NO_CONTENT
}

function remove(context: GraphContext, key: ResourceKey | undefined): GraphAnswer {
  const application = existing(context, key)
  demandChange(context.caller, application)
  deleteApplication(context.world, context.caller.tenant, application)
  return NO_CONTENT
}

/** Reads and actions go to replicas; a PATCH, which may be an upsert, sees what was written. */
function existing(context: GraphContext, key: ResourceKey | undefined): Application {
  const application = find(context, key)
  if (!application || !context.replication.isVisible(application)) throw notFound(key?.value ?? '')
  return application
}

function find({ caller: { tenant } }: GraphContext, key: ResourceKey | undefined): Application | undefined {
  if (!key) return undefined
  if (key.name === 'id') return tenant.applications.get(key.value)
  return [...tenant.applications.values()].find((one) =>
    key.name === 'appId' ? one.appId === key.value : one.uniqueName === key.value,
  )
}
