import type { AppRoleAssignment, ServicePrincipal } from '../world/directory.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import { assignAppRole } from '../world/register-application.ts'
import { checkMembers, readMembers, type MemberRules } from './body-member.ts'
import { answerCollection, answerEntity } from './collection-answer.ts'
import type { GraphRow } from './filter.ts'
import { NO_CONTENT, readBody, type GraphAnswer, type GraphContext } from './graph-context.ts'
import { badRequest, notFound } from './graph-error.ts'
import { graphType, type GraphType } from './graph-type.ts'
import { demand } from './permissions.ts'

/** The role of a resource that publishes none. */
const DEFAULT_ACCESS = '00000000-0000-0000-0000-000000000000'

/** @see https://learn.microsoft.com/graph/api/resources/approleassignment */
const APP_ROLE_ASSIGNMENT: GraphType = graphType(
  'appRoleAssignment',
  'appRoleAssignments',
  [
    'id',
    'deletedDateTime',
    'appRoleId',
    'createdDateTime',
    'principalDisplayName',
    'principalId',
    'principalType',
    'resourceDisplayName',
    'resourceId',
  ],
  ['appRoleId', 'principalId', 'resourceId'],
)

const RULES: MemberRules = {
  writable: ['principalId', 'resourceId', 'appRoleId'],
  readOnly: [
    'id',
    'createdDateTime',
    'principalDisplayName',
    'principalType',
    'resourceDisplayName',
    'deletedDateTime',
  ],
  notModelled: [],
}

/**
 * `/servicePrincipals/{id}/appRoleAssignments`, what the app was given, and `/appRoleAssignedTo`, who was given roles of the
 * app. Both take new assignments.
 *
 * @param segments `appRoleAssignments` or `appRoleAssignedTo`, and an assignment's id.
 */
export async function answerAppRoleAssignments(
  context: GraphContext,
  principal: ServicePrincipal,
  segments: readonly string[],
): Promise<GraphAnswer> {
  const [direction = '', id, ...more] = segments
  const end = direction === 'appRoleAssignments' ? 'principalId' : 'resourceId'
  const assignments = [...context.caller.tenant.appRoleAssignments.values()].filter((one) => one[end] === principal.id)
  const call = more.length > 0 ? 'other' : `${context.request.method} ${id === undefined ? 'all' : 'one'}`
  switch (call) {
    case 'GET all':
      demand(context.caller, 'readAssignments')
      return answerCollection(
        context,
        APP_ROLE_ASSIGNMENT,
        assignments.map((one) => render(context, one)),
      )
    case 'POST all':
      return create(context)
    case 'GET one':
      demand(context.caller, 'readAssignments')
      return answerEntity(context, APP_ROLE_ASSIGNMENT, render(context, existing(assignments, id)))
    case 'DELETE one':
      demand(context.caller, 'writeAssignments')
      context.caller.tenant.appRoleAssignments.delete(existing(assignments, id).id)
      return NO_CONTENT
    default:
      throw new NotModelledError(`${context.request.method} /servicePrincipals/{id}/${segments.join('/')}`)
  }
}

async function create(context: GraphContext): Promise<GraphAnswer> {
  const { world, caller, request } = context
  demand(caller, 'writeAssignments')
  const body = await readBody(request)
  checkMembers(body, 'AppRoleAssignment', RULES)
  const members = readMembers(body, 'AppRoleAssignment')
  const id = (name: string) => (members.string(name, { required: true }) ?? '').toLowerCase()
  const assignment = { principalId: id('principalId'), resourceId: id('resourceId'), appRoleId: id('appRoleId') }
  const { servicePrincipals, appRoleAssignments } = caller.tenant
  const resource = servicePrincipals.get(assignment.resourceId)
  if (!resource) throw notFound(assignment.resourceId)
  const principal = servicePrincipals.get(assignment.principalId)
  if (!principal || !context.replication.isVisible(principal)) throw notFound(assignment.principalId)
  if (!offers(resource, assignment.appRoleId)) {
    throw badRequest(`Permission being assigned was not found on application '${resource.appId}'.`)
  }
  if ([...appRoleAssignments.values()].some((one) => isSame(one, assignment))) {
    throw badRequest('Permission being assigned already exists on the object')
  }
  const made = assignAppRole(world, caller.tenant, assignment)
  return answerEntity(context, APP_ROLE_ASSIGNMENT, render(context, made), 201)
}

function offers(resource: ServicePrincipal, appRoleId: string): boolean {
  if (resource.appRoles.length === 0) return appRoleId === DEFAULT_ACCESS
  return resource.appRoles.some(({ id }) => id === appRoleId)
}

type Ends = Pick<AppRoleAssignment, 'principalId' | 'resourceId' | 'appRoleId'>

function isSame(left: Ends, right: Ends): boolean {
  return (
    left.principalId === right.principalId && left.resourceId === right.resourceId && left.appRoleId === right.appRoleId
  )
}

/** Ids of assignments are case-sensitive. */
function existing(assignments: readonly AppRoleAssignment[], id: string | undefined): AppRoleAssignment {
  const found = assignments.find((one) => one.id === id)
  if (!found) throw notFound(id ?? '')
  return found
}

function render({ caller: { tenant } }: GraphContext, assignment: AppRoleAssignment): GraphRow {
  return {
    id: assignment.id,
    deletedDateTime: null,
    appRoleId: assignment.appRoleId,
    createdDateTime: assignment.createdDateTime,
    principalDisplayName: tenant.servicePrincipals.get(assignment.principalId)?.displayName ?? null,
    principalId: assignment.principalId,
    principalType: 'ServicePrincipal',
    resourceDisplayName: tenant.servicePrincipals.get(assignment.resourceId)?.displayName ?? null,
    resourceId: assignment.resourceId,
  }
}
