import { isDerivedFrom, type Model } from '@dynamics-kit/odata'
import type { World } from '../world/world.ts'
import { accessRights } from './access/access-right.ts'
import { isGuardedType, privilegeName, verbs } from './access/privilege-name.ts'
import { Depth, unlimitedAccess } from './access/access.ts'
import { administratorProfileId } from './access/column-security.ts'
import { stableId } from './access/stable-id.ts'
import { miscellaneousPrivileges, type StandardRole, standardRoles } from './access/standard-roles.ts'
import { actorWith } from './actor-of.ts'
import type { Actor } from './exchange.ts'
import { systemJobSwitches } from './jobs/system-job.ts'
import type { Organization } from './organization.ts'
import { usualMaximum } from './files/document-limits.ts'
import { foundMaps } from './found-maps.ts'
import { foundSolutions } from './found-solutions.ts'
import { foundViews } from './found-views.ts'
import { createMetadataHistory } from './metadata/metadata-history.ts'
import { createPlanCache } from './routes/plan-cache.ts'
import { createSchema, type Schema } from './schema/schema.ts'
import { createSequentialIds } from './store/sequential-ids.ts'
import type { Value } from './store/row.ts'
import { Store } from './store/store.ts'
import type { CustomApi } from './user-code/custom-api.ts'
import { foundCustomApis } from './user-code/custom-api-model.ts'
import type { Plugin } from './user-code/plugin.ts'
import { insertSystemRow } from './write/system-row.ts'

export interface FoundingOptions {
  readonly world: World
  readonly tenantId: string
  readonly organizationId: string
  readonly name: string
  readonly uniqueName: string
  readonly model: Model
  /** The built-in model, for what the other does not say. */
  readonly known: Model
  readonly plugins?: readonly Plugin[]
  readonly customApis?: readonly CustomApi[]
  /** Of the environment before a reset, so that what clients were told stays true. */
  readonly ids?: Pick<Organization, 'rootBusinessUnitId' | 'systemUserId' | 'currencyId'> | undefined
}

/** An environment as it is when it was just provisioned: one business unit, one currency, standard roles, SYSTEM. */
export function foundOrganization(options: FoundingOptions): Organization {
  const { world } = options
  const ids = createSequentialIds(world.newId())
  const newId = ids.next
  const organization: Organization = {
    world,
    tenantId: options.tenantId,
    id: options.organizationId,
    name: options.name,
    uniqueName: options.uniqueName,
    history: createMetadataHistory(options.world.clock),
    schema: createSchema(options.model, options.model === options.known ? undefined : options.known),
    store: new Store(),
    plans: createPlanCache(),
    ids,
    newId,
    rootBusinessUnitId: options.ids?.rootBusinessUnitId ?? newId(),
    systemUserId: options.ids?.systemUserId ?? newId(),
    currencyId: options.ids?.currencyId ?? newId(),
    plugins: options.plugins ?? [],
    customApis: options.customApis ?? [],
    systemJobs: systemJobSwitches(),
  }
  const actor = systemActor(organization)
  const insert = (table: string, cells: Readonly<Record<string, Value>>, id?: string): void =>
    deferSystemRow(actor, table, cells, id)
  insert(
    'organization',
    {
      name: options.name,
      languagecode: 1033,
      localeid: 1033,
      currencysymbol: '$',
      maxuploadfilesize: usualMaximum,
      ...basedOn(organization),
    },
    organization.id,
  )
  insert(
    'businessunit',
    { name: options.uniqueName, ...lookupCells('organizationid', 'organization', organization.id) },
    organization.rootBusinessUnitId,
  )
  insert(
    'transactioncurrency',
    { currencyname: 'US Dollar', currencyprecision: 2, currencysymbol: '$', exchangerate: 1, isocurrencycode: 'USD' },
    organization.currencyId,
  )
  insert(
    'systemuser',
    { fullname: 'SYSTEM', lastname: 'SYSTEM', accessmode: 3, isdisabled: true, ...unitOf(organization) },
    organization.systemUserId,
  )
  insert('team', {
    name: options.uniqueName,
    isdefault: true,
    organizationid: organization.id,
    ...unitOf(organization),
    ...lookupCells('administratorid', 'systemuser', organization.systemUserId),
  })
  insert(
    'fieldsecurityprofile',
    { name: 'System Administrator', ...lookupCells('organizationid', 'organization', organization.id) },
    administratorProfileId,
  )
  foundPrivileges(actor)
  foundRoles(actor)
  const { store } = organization
  store.defer('savedquery', () => foundViews(actor))
  foundSolutions(actor)
  foundMaps(actor)
  foundCustomApis(actor, organization.customApis)
  return organization
}

/** A row that is made when somebody first asks for its table: most programs look at few of those that every environment has. */
function deferSystemRow(
  actor: Actor,
  table: string,
  cells: Readonly<Record<string, Value>>,
  id: string = actor.organization.newId(),
): void {
  actor.organization.store.defer(table, () => insertSystemRow(actor, table, cells, id))
}

/** The platform itself, at work before anybody is there to ask for it. */
export function systemActor(organization: Organization): Actor {
  const caller = {
    userId: organization.systemUserId,
    businessUnitId: organization.rootBusinessUnitId,
    actualUserId: organization.systemUserId,
  }
  return actorWith(organization, caller, unlimitedAccess(1))
}

const lookupCells = (attribute: string, table: string, id: string): Record<string, string> => ({
  [`_${attribute}_value`]: id,
  [`_${attribute}_value@type`]: table,
})

const unitOf = (organization: Organization): Record<string, string> => ({
  organizationid: organization.id,
  ...lookupCells('businessunitid', 'businessunit', organization.rootBusinessUnitId),
})

const basedOn = (organization: Organization): Record<string, string> =>
  lookupCells('basecurrencyid', 'transactioncurrency', organization.currencyId)

/** The privileges on a table that came later. */
export function foundTablePrivileges({ organization }: Pick<Actor, 'organization'>, table: string): void {
  const type = organization.schema.model.entityTypes.get(table)
  if (!type || !isGuardedType(type)) return
  const named = { name: table, type, isActivity: type.baseType === 'activitypointer' }
  putPrivileges(organization.store, new Map(verbs.map((verb) => [privilegeName(verb, named), accessRights[verb]])))
}

function foundPrivileges(actor: Actor): void {
  const { schema, store } = actor.organization
  const { names, model } = schema
  store.defer('privilege', () => {
    const rights = new Map<string, number>(miscellaneousPrivileges.map((name) => [name, 0]))
    for (const type of privilegedTypes({ names, model })) {
      for (const verb of verbs) rights.set(privilegeName(verb, type), accessRights[verb])
    }
    putPrivileges(store, rights)
  })
}

function putPrivileges(store: Store, rights: ReadonlyMap<string, number>): void {
  // Hundreds of rows that differ in three cells: the rest is worked out once.
  const shared = {
    canbebasic: true,
    canbelocal: true,
    canbedeep: true,
    canbeglobal: true,
    componentstate: 0,
    ismanaged: true,
  }
  store.table('privilege', 'privilegeid')
  for (const [name, accessright] of rights) {
    const privilegeid = stableId(name)
    store.put('privilege', privilegeid, {
      privilegeid,
      name,
      accessright,
      ...shared,
      versionnumber: store.nextVersion(),
    })
  }
}

/** Without resolving each table: a real environment has hundreds. */
function privilegedTypes({ names, model }: Pick<Schema, 'names' | 'model'>): Parameters<typeof privilegeName>[1][] {
  return names.flatMap((name) => {
    const type = model.entityTypes.get(name)
    if (!type || !isGuardedType(type) || isDerivedFrom(model, name, 'crmmodelbaseentity')) return []
    return [{ name, type, isActivity: type.baseType === 'activitypointer' || name === 'activitypointer' }]
  })
}

function foundRoles(actor: Actor): void {
  const { store, newId } = actor.organization
  const roles = standardRoles.map((role) => ({ role, id: newId() }))
  for (const { role, id } of roles) foundRole(actor, role, id)
  store.defer('roleprivileges', () => {
    for (const { role, id } of roles) grantPrivileges(actor, role, id)
  })
}

function foundRole(actor: Actor, role: StandardRole, id: string): void {
  const { organization } = actor
  if (role.templateId !== undefined) deferSystemRow(actor, 'roletemplate', { name: role.name }, role.templateId)
  deferSystemRow(
    actor,
    'role',
    {
      name: role.name,
      roleidunique: id,
      ...unitOf(organization),
      ...lookupCells('parentrootroleid', 'role', id),
      ...(role.templateId === undefined ? {} : lookupCells('roletemplateid', 'roletemplate', role.templateId)),
    },
    id,
  )
}

function grantPrivileges(actor: Actor, role: StandardRole, id: string): void {
  const { organization } = actor
  const grant = (privilege: string, mask: number): void => {
    // An id of its own making: whoever looks at these rows first must not move the id of the next row.
    insertSystemRow(
      actor,
      'roleprivileges',
      { roleid: id, privilegeid: stableId(privilege), privilegedepthmask: mask },
      stableId(`${id} ${privilege}`),
    )
  }
  const granted = new Set<string>()
  for (const [tables, mask] of [
    [role.own, Depth.basic],
    [role.all, Depth.global],
  ] as const) {
    for (const [name, allowed] of Object.entries(tables)) {
      const table = organization.schema.table(name)
      for (const verb of table ? allowed : []) {
        const privilege = table ? privilegeName(verb, table) : ''
        if (!granted.has(privilege)) grant(privilege, mask)
        granted.add(privilege)
      }
    }
  }
  for (const privilege of role.miscellaneous) grant(privilege, Depth.global)
}
