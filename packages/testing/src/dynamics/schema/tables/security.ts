import { bigInt, choice, dateTime, guid, integer, key, lookup, text, to, yesNo } from '../column-sources.ts'
import { importedAudit } from '../common-columns.ts'
import type { TableSource } from '../table-source.ts'

const component = {
  componentstate: choice(
    { Published: 0, Unpublished: 1, Deleted: 2, 'Deleted Unpublished': 3 },
    { default: 0, readOnly: true, globalOptionSet: 'componentstate' },
  ),
  ismanaged: yesNo(false, ['Unmanaged', 'Managed'], { readOnly: true }),
  overwritetime: dateTime({ readOnly: true }),
  solutionid: guid({ readOnly: true }),
} as const

export const role: TableSource = {
  name: 'role',
  set: 'roles',
  schemaName: 'Role',
  key: 'roleid',
  primaryName: 'name',
  objectTypeCode: 1036,
  ownership: 'BusinessOwned',
  label: 'Security Role',
  collectionLabel: 'Security Roles',
  columns: {
    roleid: key(),
    businessunitid: lookup(to('businessunit', 'business_unit_roles'), {
      required: 'SystemRequired',
      label: 'Business Unit',
    }),
    isinherited: choice(
      { 'Team privileges only': 0, 'Direct User (Basic) access level and Team privileges': 1 },
      { default: 1 },
    ),
    name: text(100, { required: 'SystemRequired', label: 'Name' }),
    organizationid: guid({ readOnly: true }),
    parentroleid: lookup(to('role', 'role_parent_role'), { readOnly: true, label: 'Parent Role' }),
    parentrootroleid: lookup(to('role', 'role_parent_root_role'), { readOnly: true, label: 'Parent Root Role' }),
    roleidunique: guid({ readOnly: true }),
    roletemplateid: lookup(to('roletemplate', 'role_template_roles'), { readOnly: true, label: 'Role Template' }),
    ...component,
    ...importedAudit({ createdby: 'lk_rolebase_createdby', modifiedby: 'lk_rolebase_modifiedby' }),
  },
  manyToMany: [{ name: 'roleprivileges_association', target: 'privilege' }],
}

export const roletemplate: TableSource = {
  name: 'roletemplate',
  set: 'roletemplates',
  schemaName: 'RoleTemplate',
  key: 'roletemplateid',
  primaryName: 'name',
  objectTypeCode: 1037,
  ownership: 'None',
  label: 'Role Template',
  collectionLabel: 'Role Templates',
  columns: { roletemplateid: key(), name: text(100) },
}

export const privilege: TableSource = {
  name: 'privilege',
  set: 'privileges',
  schemaName: 'Privilege',
  key: 'privilegeid',
  primaryName: 'name',
  objectTypeCode: 1023,
  ownership: 'None',
  label: 'Privilege',
  collectionLabel: 'Privileges',
  columns: {
    privilegeid: guid({ readOnly: true }),
    accessright: integer(undefined, undefined, { readOnly: true }),
    canbebasic: yesNo(true, ['No', 'Yes'], { readOnly: true }),
    canbedeep: yesNo(true, ['No', 'Yes'], { readOnly: true }),
    canbeglobal: yesNo(true, ['No', 'Yes'], { readOnly: true }),
    canbelocal: yesNo(true, ['No', 'Yes'], { readOnly: true }),
    name: text(100, { readOnly: true }),
    ...component,
    versionnumber: bigInt({ readOnly: true }),
  },
}

export const roleprivileges: TableSource = {
  name: 'roleprivileges',
  set: 'roleprivilegescollection',
  schemaName: 'RolePrivileges',
  key: 'roleprivilegeid',
  objectTypeCode: 12,
  ownership: 'None',
  columns: {
    roleprivilegeid: guid({ readOnly: true }),
    roleid: guid({ readOnly: true }),
    privilegeid: guid({ readOnly: true }),
    /** 1 Basic, 2 Local, 4 Deep, 8 Global. */
    privilegedepthmask: integer(undefined, undefined, { readOnly: true }),
    ...component,
    versionnumber: bigInt({ readOnly: true }),
  },
}

const intersect = (
  name: string,
  set: string,
  schemaName: string,
  idColumn: string,
  ends: readonly string[],
): TableSource => ({
  name,
  set,
  schemaName,
  key: idColumn,
  ownership: 'None',
  columns: {
    [idColumn]: guid({ readOnly: true }),
    ...Object.fromEntries(ends.map((end) => [end, guid({ readOnly: true })])),
    versionnumber: bigInt({ readOnly: true }),
  },
})

export const systemuserroles: TableSource = intersect(
  'systemuserroles',
  'systemuserrolescollection',
  'SystemUserRoles',
  'systemuserroleid',
  ['systemuserid', 'roleid'],
)

export const teamroles: TableSource = intersect('teamroles', 'teamrolescollection', 'TeamRoles', 'teamroleid', [
  'teamid',
  'roleid',
])
