import type { Tenant } from '../world/directory.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import { answerCollection, answerEntity } from './collection-answer.ts'
import type { GraphRow } from './filter.ts'
import type { GraphAnswer, GraphContext } from './graph-context.ts'
import { notFound } from './graph-error.ts'
import { graphType, type GraphType } from './graph-type.ts'
import { demand } from './permissions.ts'

const ORGANIZATION: GraphType = graphType(
  'organization',
  'organization',
  ['id', 'deletedDateTime', 'displayName', 'tenantType', 'verifiedDomains'],
  [],
)

/** `GET /organization` and `GET /organization/{tenantId}`: the caller's tenant. */
export function answerOrganization(context: GraphContext): GraphAnswer {
  const [, idSegment, ...more] = context.path
  if (context.request.method !== 'GET' || more.length > 0) {
    throw new NotModelledError(`${context.request.method} /${context.path.map(({ name }) => name).join('/')}`)
  }
  demand(context.caller, 'readOrganization')
  const { tenant } = context.caller
  if (!idSegment) return answerCollection(context, ORGANIZATION, [render(tenant)])
  if (idSegment.name.toLowerCase() !== tenant.id) throw notFound(idSegment.name)
  return answerEntity(context, ORGANIZATION, render(tenant))
}

function render({ id, displayName, domain, otherDomains }: Tenant): GraphRow {
  return {
    id,
    deletedDateTime: null,
    displayName,
    tenantType: 'AAD',
    verifiedDomains: [domain, ...otherDomains].map((name) => ({
      capabilities: 'Email, OfficeCommunicationsOnline',
      isDefault: name === domain,
      isInitial: name === domain,
      name,
      type: 'Managed',
    })),
  }
}
