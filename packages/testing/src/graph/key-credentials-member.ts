import type { KeyCredential } from '../world/directory.ts'
import { createKeyCredential } from '../world/key-credential.ts'
import type { World } from '../world/world.ts'
import { checkMembers, readMembers, type MemberRules } from './body-member.ts'
import { badRequest, GraphError } from './graph-error.ts'

const RULES: MemberRules = {
  writable: ['customKeyIdentifier', 'displayName', 'endDateTime', 'key', 'keyId', 'startDateTime', 'type', 'usage'],
  readOnly: [],
  notModelled: [],
}

/**
 * Reads `keyCredentials` of a PATCH. The array replaces the old one: an item with a `keyId` and no `key` keeps the
 * certificate that has that id.
 *
 * @returns undefined when the body does not name the member.
 * @throws {GraphError} 400
 */
export async function readKeyCredentials(
  world: World,
  body: Readonly<Record<string, unknown>>,
  before: readonly KeyCredential[],
): Promise<KeyCredential[] | undefined> {
  const items = body['keyCredentials']
  if (items === undefined) return undefined
  if (!Array.isArray(items)) throw invalid()
  return Promise.all(items.map((item: unknown) => readItem(world, item, before)))
}

async function readItem(world: World, item: unknown, before: readonly KeyCredential[]): Promise<KeyCredential> {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) throw invalid()
  // The guard above leaves an object.
  const body = item as Readonly<Record<string, unknown>>
  checkMembers(body, 'KeyCredential', RULES)
  const members = readMembers(body, 'KeyCredential')
  const key = members.stringOrNull('key') ?? null
  if (key === null) {
    const kept = before.find(({ keyId }) => keyId === members.stringOrNull('keyId')?.toLowerCase())
    if (!kept) throw badRequest("A value is required for property 'key' of resource 'KeyCredential'.")
    return kept
  }
  if (body['type'] !== 'AsymmetricX509Cert' || body['usage'] !== 'Verify') throw invalid()
  const certificate = await createKeyCredential(world, key, {
    displayName: members.stringOrNull('displayName') ?? null,
  }).catch((error: unknown) => {
    throw error instanceof TypeError ? invalid() : error
  })
  return withDates(certificate, members.stringOrNull('startDateTime'), members.stringOrNull('endDateTime'))
}

/** A certificate may be registered for less than its own time, not for more. */
function withDates(
  certificate: KeyCredential,
  startDateTime: string | null | undefined,
  endDateTime: string | null | undefined,
): KeyCredential {
  const end = Date.parse(endDateTime ?? certificate.endDateTime)
  if (Number.isNaN(end) || Number.isNaN(Date.parse(startDateTime ?? certificate.startDateTime))) throw invalid()
  if (end > Date.parse(certificate.endDateTime)) {
    throw new GraphError(400, 'KeyCredentialsInvalidEndDate', 'Key credential end date is invalid.')
  }
  return {
    ...certificate,
    startDateTime: startDateTime ?? certificate.startDateTime,
    endDateTime: endDateTime ?? certificate.endDateTime,
  }
}

function invalid(): GraphError {
  return badRequest("Invalid value specified for property 'keyCredentials' of resource 'Application'.")
}
