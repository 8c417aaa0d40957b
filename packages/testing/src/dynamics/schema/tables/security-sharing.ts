import { bigInt, dateTime, guid, integer, key, memo, text, yesNo } from '../column-sources.ts'
import { audit } from '../common-columns.ts'
import type { TableSource } from '../table-source.ts'

/** Which rows are shared, with whom, and for what. */
export const principalobjectaccess: TableSource = {
  name: 'principalobjectaccess',
  set: 'principalobjectaccessset',
  schemaName: 'PrincipalObjectAccess',
  key: 'principalobjectaccessid',
  objectTypeCode: 11,
  ownership: 'None',
  label: 'Field Sharing',
  collectionLabel: 'Principal Object Accesses',
  columns: {
    principalobjectaccessid: guid({ readOnly: true }),
    accessrightsmask: integer(undefined, undefined, { readOnly: true }),
    changedon: dateTime({ readOnly: true }),
    inheritedaccessrightsmask: integer(undefined, undefined, { readOnly: true }),
    objectid: guid({ readOnly: true }),
    objecttypecode: { type: 'EntityName', readOnly: true },
    principalid: guid({ readOnly: true }),
    principaltypecode: { type: 'EntityName', readOnly: true },
    timezoneruleversionnumber: integer(),
    utcconversiontimezonecode: integer(),
    versionnumber: bigInt({ readOnly: true }),
  },
}

/** What the access teams of rows are made after. */
export const teamtemplate: TableSource = {
  name: 'teamtemplate',
  set: 'teamtemplates',
  schemaName: 'TeamTemplate',
  key: 'teamtemplateid',
  primaryName: 'teamtemplatename',
  objectTypeCode: 92,
  ownership: 'OrganizationOwned',
  label: 'Team template',
  collectionLabel: 'Team templates',
  columns: {
    teamtemplateid: key(),
    defaultaccessrightsmask: integer(0, 1_000_000_000, { required: 'SystemRequired' }),
    description: memo(2000),
    issystem: yesNo(false, ['No', 'Yes']),
    objecttypecode: integer(0, 1_000_000_000, { required: 'SystemRequired', createOnly: true }),
    teamtemplatename: text(100, { required: 'SystemRequired', label: 'Name' }),
    ...audit({ createdby: 'lk_teamtemplate_createdby', modifiedby: 'lk_teamtemplate_modifiedby' }),
  },
}
