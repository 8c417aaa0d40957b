import { bigInt, choice, dateTime, guid, key, lookup, memo, text, to, yesNo } from '../column-sources.ts'
import { audit } from '../common-columns.ts'
import type { TableSource } from '../table-source.ts'

/** Whose permissions on secured columns are alike. */
export const fieldsecurityprofile: TableSource = {
  name: 'fieldsecurityprofile',
  set: 'fieldsecurityprofiles',
  schemaName: 'FieldSecurityProfile',
  key: 'fieldsecurityprofileid',
  primaryName: 'name',
  objectTypeCode: 1200,
  ownership: 'OrganizationOwned',
  label: 'Column Security Profile',
  collectionLabel: 'Column Security Profiles',
  columns: {
    fieldsecurityprofileid: key(),
    componentstate: choice(
      { Published: 0, Unpublished: 1, Deleted: 2, 'Deleted Unpublished': 3 },
      { default: 0, readOnly: true, globalOptionSet: 'componentstate' },
    ),
    description: memo(2000),
    fieldsecurityprofileidunique: guid({ readOnly: true }),
    ismanaged: yesNo(false, ['Unmanaged', 'Managed'], { readOnly: true }),
    name: text(100, { required: 'ApplicationRequired', label: 'Name' }),
    organizationid: lookup(to('organization', 'lk_fieldsecurityprofile_organizationid')),
    overwritetime: dateTime({ readOnly: true }),
    solutionid: guid({ readOnly: true }),
    ...audit({ createdby: 'lk_fieldsecurityprofile_createdby', modifiedby: 'lk_fieldsecurityprofile_modifiedby' }),
  },
  manyToMany: [
    { name: 'systemuserprofiles_association', target: 'systemuser' },
    { name: 'teamprofiles_association', target: 'team' },
  ],
}

/** What a profile lets one do with a secured column. */
export const fieldpermission: TableSource = {
  name: 'fieldpermission',
  set: 'fieldpermissions',
  schemaName: 'FieldPermission',
  key: 'fieldpermissionid',
  objectTypeCode: 1201,
  ownership: 'OrganizationOwned',
  label: 'Field Permission',
  collectionLabel: 'Field Permissions',
  columns: {
    fieldpermissionid: key(),
    attributelogicalname: text(50, {
      required: 'SystemRequired',
      createOnly: true,
      label: 'Name of the attribute for which this privilege is defined',
    }),
    cancreate: choice({ 'Not Allowed': 0, Allowed: 4 }, { default: 0, label: 'Can create the attribute' }),
    canread: choice({ 'Not Allowed': 0, Allowed: 4 }, { default: 0, label: 'Can Read' }),
    canreadunmasked: choice({ 'Not Allowed': 0, 'One Record': 1, 'All Records': 3 }, { default: 0 }),
    canupdate: choice({ 'Not Allowed': 0, Allowed: 4 }, { default: 0, label: 'Can Update' }),
    componentstate: choice(
      { Published: 0, Unpublished: 1, Deleted: 2, 'Deleted Unpublished': 3 },
      { default: 0, readOnly: true, globalOptionSet: 'componentstate' },
    ),
    entityname: { type: 'EntityName', required: 'SystemRequired', createOnly: true },
    fieldpermissionidunique: guid({ readOnly: true }),
    fieldsecurityprofileid: lookup(to('fieldsecurityprofile', 'lk_fieldpermission_fieldsecurityprofileid')),
    ismanaged: yesNo(false, ['Unmanaged', 'Managed'], { readOnly: true }),
    overwritetime: dateTime({ readOnly: true }),
    solutionid: guid({ readOnly: true }),
    versionnumber: bigInt({ readOnly: true }),
  },
}

/** Pairs of an N:N relationship between a profile and those who have it. */
const holders = (name: string, set: string, schemaName: string, holder: string): TableSource => ({
  name,
  set,
  schemaName,
  key: `${name.slice(0, -1)}id`,
  ownership: 'None',
  columns: {
    [`${name.slice(0, -1)}id`]: guid({ readOnly: true }),
    [holder]: guid({ readOnly: true }),
    fieldsecurityprofileid: guid({ readOnly: true }),
    versionnumber: bigInt({ readOnly: true }),
  },
})

export const systemuserprofiles: TableSource = holders(
  'systemuserprofiles',
  'systemuserprofilescollection',
  'SystemUserProfiles',
  'systemuserid',
)

export const teamprofiles: TableSource = holders('teamprofiles', 'teamprofilescollection', 'TeamProfiles', 'teamid')
