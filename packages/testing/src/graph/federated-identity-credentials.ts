import type { PathSegment } from '@dynamics-kit/odata'
import type { Application, FederatedIdentityCredential } from '../world/directory.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import { checkMembers, readMembers, type MemberRules } from './body-member.ts'
import { answerCollection, answerEntity } from './collection-answer.ts'
import type { GraphRow } from './filter.ts'
import { createsIfMissing, NO_CONTENT, readBody, type GraphAnswer, type GraphContext } from './graph-context.ts'
import { badRequest, duplicate, notFound } from './graph-error.ts'
import { graphType, type GraphType } from './graph-type.ts'
import { demand, demandChange } from './permissions.ts'
import { readAddress, type ResourceKey } from './resource-key.ts'

/** @see https://learn.microsoft.com/graph/api/resources/federatedidentitycredential */
const CREDENTIAL: GraphType = graphType(
  'federatedIdentityCredential',
  'federatedIdentityCredentials',
  ['id', 'name', 'issuer', 'subject', 'description', 'audiences'],
  ['id', 'name', 'issuer', 'subject'],
)

const RULES: MemberRules = {
  writable: ['name', 'issuer', 'subject', 'audiences', 'description'],
  readOnly: ['id'],
  notModelled: ['claimsMatchingExpression'],
}

/** Limits of Graph. */
const MOST_PER_APPLICATION = 20
const LONGEST_NAME = 120
const LONGEST_TEXT = 600

/** `/applications/{id}/federatedIdentityCredentials` and what is below it. */
export async function answerFederatedCredentials(
  context: GraphContext,
  application: Application,
  path: readonly PathSegment[],
): Promise<GraphAnswer> {
  const { key, rest } = readAddress(path, ['name'])
  const [more] = rest
  const call = `${context.request.method} ${key ? 'one' : 'all'}${more === undefined ? '' : `/${more}`}`
  switch (call) {
    case 'GET all':
      demand(context.caller, 'readApplications')
      return answerCollection(context, CREDENTIAL, visible(context, application).map(render))
    case 'POST all':
      demandChange(context.caller, application)
      return create(context, application)
    case 'GET one':
      demand(context.caller, 'readApplications')
      return answerEntity(context, CREDENTIAL, render(existing(visible(context, application), key)))
    case 'PATCH one':
      demandChange(context.caller, application)
      return update(context, application, key)
    case 'DELETE one': {
      demandChange(context.caller, application)
      const gone = existing(credentialsOf(application), key)
      application.federatedIdentityCredentials = credentialsOf(application).filter((one) => one !== gone)
      return NO_CONTENT
    }
    default:
      throw new NotModelledError(`${context.request.method} /applications/{id}/federatedIdentityCredentials/${more}`)
  }
}

/**
 * Adds a federated credential to an application.
 *
 * @throws {GraphError} for what Graph refuses.
 */
export function addFederatedCredential(application: Application, credential: FederatedIdentityCredential): void {
  const present = credentialsOf(application)
  if (present.length >= MOST_PER_APPLICATION) {
    throw badRequest(`Application has reached the limit of ${MOST_PER_APPLICATION} federated identity credentials.`)
  }
  checkTexts(credential)
  if (present.some(({ name }) => name === credential.name)) {
    throw badRequest(`FederatedIdentityCredential with name ${credential.name} already exists.`)
  }
  checkUnique(credential, present)
  application.federatedIdentityCredentials = [...present, credential]
}

async function create(context: GraphContext, application: Application, upsertName?: string): Promise<GraphAnswer> {
  const body = await readBody(context.request)
  checkMembers(body, 'FederatedIdentityCredential', RULES)
  const members = readMembers(body, 'FederatedIdentityCredential')
  const required = (name: string) => members.string(name, { required: true, nonEmpty: true }) ?? ''
  const credential: FederatedIdentityCredential = {
    id: context.world.newId(),
    name: upsertName ?? required('name'),
    issuer: required('issuer'),
    subject: required('subject'),
    audiences: members.strings('audiences') ?? [],
    description: members.stringOrNull('description') ?? null,
  }
  addFederatedCredential(application, credential)
  context.replication.wrote(credential)
  return answerEntity(context, CREDENTIAL, render(credential), 201)
}

async function update(
  context: GraphContext,
  application: Application,
  key: ResourceKey | undefined,
): Promise<GraphAnswer> {
  const present = credentialsOf(application)
  const credential = find(present, key)
  if (!credential) {
    if (key?.name === 'name' && createsIfMissing(context.request)) return create(context, application, key.value)
    throw notFound(key?.value ?? '')
  }
  const body = await readBody(context.request)
  checkMembers(body, 'FederatedIdentityCredential', RULES)
  const members = readMembers(body, 'FederatedIdentityCredential')
  if (members.has('name') && members.string('name') !== credential.name) {
    throw badRequest("Property 'name' is read-only and cannot be set.")
  }
  const changed: FederatedIdentityCredential = {
    ...credential,
    issuer: members.string('issuer', { nonEmpty: true }) ?? credential.issuer,
    subject: members.string('subject', { nonEmpty: true }) ?? credential.subject,
    audiences: members.strings('audiences') ?? credential.audiences,
    description: members.has('description') ? (members.stringOrNull('description') ?? null) : credential.description,
  }
  checkTexts(changed)
  checkUnique(
    changed,
    present.filter((one) => one !== credential),
  )
  Object.assign(credential, changed)
  return NO_CONTENT
}

function checkTexts({ name, issuer, subject, audiences, description }: FederatedIdentityCredential): void {
  if (name.length > LONGEST_NAME || !/^[A-Za-z0-9][\w.-]*$/.test(name)) throw invalid('name')
  if (issuer.length > LONGEST_TEXT || !URL.canParse(issuer) || !issuer.startsWith('https://')) throw invalid('issuer')
  if (subject.length > LONGEST_TEXT || subject.includes('*')) throw invalid('subject')
  const [audience, ...others] = audiences
  if (!audience || others.length > 0 || audience.length > LONGEST_TEXT) throw invalid('audiences')
  if ((description?.length ?? 0) > LONGEST_TEXT) throw invalid('description')
}

function invalid(property: string): Error {
  return badRequest(`Invalid value specified for property '${property}' of resource 'FederatedIdentityCredential'.`)
}

function checkUnique(
  { issuer, subject }: FederatedIdentityCredential,
  others: readonly FederatedIdentityCredential[],
): void {
  if (others.some((one) => one.issuer === issuer && one.subject === subject)) {
    throw duplicate('FederatedIdentityCredential with the same issuer and subject already exists.')
  }
}

function credentialsOf(application: Application): readonly FederatedIdentityCredential[] {
  return application.federatedIdentityCredentials ?? []
}

function visible({ replication }: GraphContext, application: Application): readonly FederatedIdentityCredential[] {
  return credentialsOf(application).filter((one) => replication.isVisible(one))
}

function existing(
  credentials: readonly FederatedIdentityCredential[],
  key: ResourceKey | undefined,
): FederatedIdentityCredential {
  const credential = find(credentials, key)
  if (!credential) throw notFound(key?.value ?? '')
  return credential
}

/** A credential's name stands for it wherever its id does. */
function find(
  credentials: readonly FederatedIdentityCredential[],
  key: ResourceKey | undefined,
): FederatedIdentityCredential | undefined {
  const wanted = key?.value.toLowerCase()
  return credentials.find(({ id, name }) => (key?.name !== 'name' && id === wanted) || name.toLowerCase() === wanted)
}

function render({ id, name, issuer, subject, description, audiences }: FederatedIdentityCredential): GraphRow {
  return { id, name, issuer, subject, description, audiences }
}
