import { createPasswordCredential, graphDateTime } from '../world/client-secret.ts'
import type { Application } from '../world/directory.ts'
import { renderPassword } from './application-type.ts'
import { checkMembers, readMembers, type BodyReader, type MemberRules } from './body-member.ts'
import { NO_CONTENT, readBody, type GraphAnswer, type GraphContext } from './graph-context.ts'
import { badRequest } from './graph-error.ts'
import { demandChange } from './permissions.ts'

const RULES: MemberRules = {
  writable: ['displayName', 'startDateTime', 'endDateTime'],
  readOnly: ['keyId', 'secretText', 'hint'],
  notModelled: ['customKeyIdentifier'],
}

/** `POST /applications/{id}/addPassword`: the one answer that carries the secret's text. */
export async function addPassword(context: GraphContext, application: Application): Promise<GraphAnswer> {
  demandChange(context.caller, application)
  const body = await readBody(context.request)
  const wanted = body['passwordCredential'] ?? {}
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) {
    throw badRequest("Invalid value specified for property 'passwordCredential'.")
  }
  // The guard above leaves an object.
  const members = wanted as Readonly<Record<string, unknown>>
  checkMembers(members, 'PasswordCredential', RULES)
  const reader = readMembers(members, 'PasswordCredential')
  const startDateTime = dateTime(reader, 'startDateTime')
  const endDateTime = dateTime(reader, 'endDateTime')
  const credential = createPasswordCredential(context.world, {
    displayName: reader.stringOrNull('displayName') ?? null,
    ...(startDateTime === undefined ? {} : { startDateTime }),
    ...(endDateTime === undefined ? {} : { endDateTime }),
  })
  if (Date.parse(credential.endDateTime) <= Date.parse(credential.startDateTime)) throw reader.invalid('endDateTime')
  application.passwordCredentials.push(credential)
  context.replication.wrote(credential)
  return {
    status: 200,
    body: {
      '@odata.context': `${context.root}/$metadata#microsoft.graph.passwordCredential`,
      ...renderPassword(credential, credential.secretText),
    },
  }
}

/** `POST /applications/{id}/removePassword` with `{"keyId":"…"}`. */
export async function removePassword(context: GraphContext, application: Application): Promise<GraphAnswer> {
  demandChange(context.caller, application)
  const keyId = readMembers(await readBody(context.request), 'PasswordCredential').string('keyId', { required: true })
  const index = application.passwordCredentials.findIndex((one) => one.keyId === keyId?.toLowerCase())
  if (index < 0) throw badRequest(`No password credential found with keyId '${keyId}'.`)
  application.passwordCredentials.splice(index, 1)
  return NO_CONTENT
}

function dateTime(reader: BodyReader, name: string): string | undefined {
  const text = reader.stringOrNull(name)
  if (text === undefined || text === null) return undefined
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw reader.invalid(name)
  return graphDateTime(time)
}
