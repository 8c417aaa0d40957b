import {
  choice,
  dateTime,
  guid,
  integer,
  key,
  lookup,
  memo,
  stateAndStatus,
  text,
  to,
  yesNo,
} from '../column-sources.ts'
import { audit, importedAudit, owner } from '../common-columns.ts'
import type { TableSource } from '../table-source.ts'

/** What was made together and goes together. */
export const solution: TableSource = {
  name: 'solution',
  set: 'solutions',
  schemaName: 'Solution',
  key: 'solutionid',
  primaryName: 'friendlyname',
  objectTypeCode: 7100,
  ownership: 'OrganizationOwned',
  label: 'Solution',
  collectionLabel: 'Solutions',
  columns: {
    solutionid: key(),
    description: memo(2000),
    friendlyname: text(256, { required: 'SystemRequired', label: 'Display Name' }),
    installedon: dateTime({ readOnly: true }),
    ismanaged: yesNo(false, ['Unmanaged', 'Managed'], { readOnly: true }),
    isvisible: yesNo(true, ['No', 'Yes'], { readOnly: true }),
    organizationid: lookup(to('organization', 'organization_solution')),
    parentsolutionid: lookup(to('solution', 'solution_parent_solution')),
    publisherid: lookup(to('publisher', 'publisher_solution')),
    solutionpackageversion: text(256),
    solutiontype: choice({ None: 0, Snapshot: 1, Internal: 2 }, { default: 0 }),
    uniquename: text(65, { required: 'SystemRequired', createOnly: true, label: 'Name' }),
    updatedon: dateTime({ readOnly: true }),
    version: text(256, { label: 'Version' }),
    ...audit({ createdby: 'lk_solution_createdby', modifiedby: 'lk_solution_modifiedby' }),
  },
}

/** Who makes solutions, and the prefix of the names in them. */
export const publisher: TableSource = {
  name: 'publisher',
  set: 'publishers',
  schemaName: 'Publisher',
  key: 'publisherid',
  primaryName: 'friendlyname',
  objectTypeCode: 7101,
  ownership: 'OrganizationOwned',
  label: 'Publisher',
  collectionLabel: 'Publishers',
  columns: {
    publisherid: key(),
    customizationoptionvalueprefix: integer(10_000, 99_999, {
      required: 'ApplicationRequired',
      label: 'Option Value Prefix',
    }),
    customizationprefix: text(8, { required: 'SystemRequired', label: 'Prefix' }),
    description: memo(2000),
    emailaddress: text(100),
    friendlyname: text(256, { required: 'SystemRequired', label: 'Display Name' }),
    isreadonly: yesNo(false, ['No', 'Yes'], { readOnly: true }),
    organizationid: lookup(to('organization', 'organization_publisher')),
    supportingwebsiteurl: text(200),
    uniquename: text(256, { required: 'SystemRequired', createOnly: true, label: 'Name' }),
    ...audit({ createdby: 'lk_publisher_createdby', modifiedby: 'lk_publisher_modifiedby' }),
  },
}

/** What is in a solution. */
export const solutioncomponent: TableSource = {
  name: 'solutioncomponent',
  set: 'solutioncomponents',
  schemaName: 'SolutionComponent',
  key: 'solutioncomponentid',
  objectTypeCode: 7103,
  ownership: 'None',
  label: 'Solution Component',
  collectionLabel: 'Solution Components',
  columns: {
    solutioncomponentid: guid({ readOnly: true }),
    componenttype: integer(undefined, undefined, { readOnly: true, label: 'Object Type Code' }),
    ismetadata: yesNo(undefined, ['Data', 'Metadata'], { readOnly: true }),
    objectid: guid({ readOnly: true }),
    rootcomponentbehavior: choice(
      { 'Include Subcomponents': 0, 'Do not include subcomponents': 1, 'Include As Shell Only': 2 },
      { readOnly: true },
    ),
    rootsolutioncomponentid: guid({ readOnly: true }),
    solutionid: lookup(to('solution', 'solution_solutioncomponent')),
    ...audit(),
  },
}

/** A setting of solutions that each environment may give another value. */
export const environmentvariabledefinition: TableSource = {
  name: 'environmentvariabledefinition',
  set: 'environmentvariabledefinitions',
  schemaName: 'EnvironmentVariableDefinition',
  key: 'environmentvariabledefinitionid',
  primaryName: 'schemaname',
  objectTypeCode: 380,
  ownership: 'UserOwned',
  label: 'Environment Variable Definition',
  collectionLabel: 'Environment Variable Definitions',
  changeTracking: true,
  columns: {
    environmentvariabledefinitionid: key(),
    apiid: text(200),
    componentstate: choice(
      { Published: 0, Unpublished: 1, Deleted: 2, 'Deleted Unpublished': 3 },
      { default: 0, readOnly: true, globalOptionSet: 'componentstate' },
    ),
    defaultvalue: memo(2000, { label: 'Default Value' }),
    description: memo(2000, { label: 'Description' }),
    displayname: text(100, { required: 'ApplicationRequired', label: 'Display Name' }),
    environmentvariabledefinitionidunique: guid({ readOnly: true }),
    hint: text(200),
    introducedversion: text(48),
    ismanaged: yesNo(false, ['Unmanaged', 'Managed'], { readOnly: true }),
    isrequired: yesNo(false),
    overwritetime: dateTime({ readOnly: true }),
    parameterkey: text(100),
    schemaname: text(100, { required: 'SystemRequired', createOnly: true, label: 'Schema Name' }),
    secretstore: choice({ 'Azure Key Vault': 0, 'Microsoft Dataverse': 1 }, { default: 0 }),
    solutionid: guid({ readOnly: true }),
    type: choice(
      {
        String: 100_000_000,
        Number: 100_000_001,
        Boolean: 100_000_002,
        JSON: 100_000_003,
        'Data source': 100_000_004,
        Secret: 100_000_005,
      },
      { required: 'ApplicationRequired', default: 100_000_000, label: 'Type' },
    ),
    valueschema: text(4000),
    ...stateAndStatus({ Active: [0, { Active: 1 }], Inactive: [1, { Inactive: 2 }] }),
    ...owner({
      owner: 'owner_environmentvariabledefinition',
      businessUnit: 'business_unit_environmentvariabledefinition',
      user: 'user_environmentvariabledefinition',
      team: 'team_environmentvariabledefinition',
    }),
    ...importedAudit({
      createdby: 'lk_environmentvariabledefinition_createdby',
      modifiedby: 'lk_environmentvariabledefinition_modifiedby',
    }),
  },
}

/** The value of an environment variable here. */
export const environmentvariablevalue: TableSource = {
  name: 'environmentvariablevalue',
  set: 'environmentvariablevalues',
  schemaName: 'EnvironmentVariableValue',
  key: 'environmentvariablevalueid',
  primaryName: 'schemaname',
  objectTypeCode: 381,
  ownership: 'UserOwned',
  label: 'Environment Variable Value',
  collectionLabel: 'Environment Variable Values',
  changeTracking: true,
  columns: {
    environmentvariablevalueid: key(),
    componentstate: choice(
      { Published: 0, Unpublished: 1, Deleted: 2, 'Deleted Unpublished': 3 },
      { default: 0, readOnly: true, globalOptionSet: 'componentstate' },
    ),
    environmentvariabledefinitionid: lookup(
      to(
        'environmentvariabledefinition',
        'environmentvariabledefinition_environmentvariablevalue',
        'EnvironmentVariableDefinitionId',
      ),
    ),
    environmentvariablevalueidunique: guid({ readOnly: true }),
    introducedversion: text(48),
    ismanaged: yesNo(false, ['Unmanaged', 'Managed'], { readOnly: true }),
    overwritetime: dateTime({ readOnly: true }),
    schemaname: text(100, { label: 'Schema Name' }),
    solutionid: guid({ readOnly: true }),
    value: memo(2000, { label: 'Value' }),
    ...stateAndStatus({ Active: [0, { Active: 1 }], Inactive: [1, { Inactive: 2 }] }),
    ...owner({
      owner: 'owner_environmentvariablevalue',
      businessUnit: 'business_unit_environmentvariablevalue',
      user: 'user_environmentvariablevalue',
      team: 'team_environmentvariablevalue',
    }),
    ...importedAudit({
      createdby: 'lk_environmentvariablevalue_createdby',
      modifiedby: 'lk_environmentvariablevalue_modifiedby',
    }),
  },
}

/** A component that needs another; these are worked out when they are asked for, and are no rows. */
export const dependency: TableSource = {
  name: 'dependency',
  schemaName: 'Dependency',
  key: 'dependencyid',
  objectTypeCode: 7105,
  ownership: 'None',
  label: 'Dependency',
  collectionLabel: 'Dependency',
  columns: {
    dependencyid: key(),
    dependencytype: choice(
      { None: 0, 'Solution Internal': 1, Published: 2, Unpublished: 4 },
      { readOnly: true, required: 'SystemRequired' },
    ),
    dependentcomponentbasesolutionid: guid({ readOnly: true }),
    dependentcomponentobjectid: guid({ readOnly: true }),
    dependentcomponentparentid: guid({ readOnly: true }),
    dependentcomponenttype: integer(0, undefined, { readOnly: true }),
    requiredcomponentbasesolutionid: guid({ readOnly: true }),
    requiredcomponentobjectid: guid({ readOnly: true }),
    requiredcomponentparentid: guid({ readOnly: true }),
    requiredcomponenttype: integer(0, undefined, { readOnly: true }),
    versionnumber: { type: 'BigInt', readOnly: true },
  },
}
