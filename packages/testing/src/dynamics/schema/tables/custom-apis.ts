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
import type { ColumnSource, TableSource } from '../table-source.ts'

/** What all parts of a Custom API have. */
const part: Record<string, ColumnSource> = {
  componentstate: choice(
    { Published: 0, Unpublished: 1, Deleted: 2, 'Deleted Unpublished': 3 },
    { default: 0, readOnly: true, globalOptionSet: 'componentstate' },
  ),
  description: text(300, { required: 'ApplicationRequired', label: 'Description' }),
  displayname: text(100, { required: 'ApplicationRequired', label: 'Display Name' }),
  ismanaged: yesNo(false, ['Unmanaged', 'Managed'], { readOnly: true }),
  name: text(100, { required: 'ApplicationRequired', label: 'Name' }),
  overwritetime: dateTime({ readOnly: true }),
  solutionid: guid({ readOnly: true }),
  uniquename: text(128, { required: 'ApplicationRequired', createOnly: true, label: 'Unique Name' }),
  ...stateAndStatus({ Active: [0, { Active: 1 }], Inactive: [1, { Inactive: 2 }] }),
}

const kinds = {
  Boolean: 0,
  DateTime: 1,
  Decimal: 2,
  Entity: 3,
  EntityCollection: 4,
  EntityReference: 5,
  Float: 6,
  Integer: 7,
  Money: 8,
  Picklist: 9,
  String: 10,
  StringArray: 11,
  Guid: 12,
}

/** An operation that somebody made. */
export const customapi: TableSource = {
  name: 'customapi',
  set: 'customapis',
  schemaName: 'CustomAPI',
  key: 'customapiid',
  primaryName: 'name',
  objectTypeCode: 10_024,
  ownership: 'UserOwned',
  label: 'Custom API',
  collectionLabel: 'Custom APIs',
  columns: {
    customapiid: key(),
    allowedcustomprocessingsteptype: choice(
      { None: 0, 'Async Only': 1, 'Sync and Async': 2 },
      { default: 0, createOnly: true },
    ),
    bindingtype: choice({ Global: 0, Entity: 1, EntityCollection: 2 }, { default: 0, createOnly: true }),
    boundentitylogicalname: text(100, { createOnly: true }),
    executeprivilegename: text(100),
    isfunction: yesNo(false, ['No', 'Yes'], { createOnly: true }),
    isprivate: yesNo(false),
    workflowsdkstepenabled: yesNo(false, ['No', 'Yes'], { createOnly: true }),
    ...part,
    ...owner({
      owner: 'owner_customapi',
      businessUnit: 'business_unit_customapi',
      user: 'user_customapi',
      team: 'team_customapi',
    }),
    ...audit({ createdby: 'lk_customapi_createdby', modifiedby: 'lk_customapi_modifiedby' }),
  },
}

export const customapirequestparameter: TableSource = {
  name: 'customapirequestparameter',
  set: 'customapirequestparameters',
  schemaName: 'CustomAPIRequestParameter',
  key: 'customapirequestparameterid',
  primaryName: 'name',
  objectTypeCode: 10_025,
  ownership: 'OrganizationOwned',
  label: 'Custom API Request Parameter',
  collectionLabel: 'Custom API Request Parameters',
  columns: {
    customapirequestparameterid: key(),
    customapiid: lookup(to('customapi', 'CustomAPIRequestParameters', 'CustomAPIId'), {
      required: 'SystemRequired',
      createOnly: true,
    }),
    isoptional: yesNo(false, ['No', 'Yes'], { createOnly: true }),
    logicalentityname: text(100, { createOnly: true }),
    type: choice(kinds, { required: 'ApplicationRequired', createOnly: true }),
    ...part,
    ...audit({
      createdby: 'lk_customapirequestparameter_createdby',
      modifiedby: 'lk_customapirequestparameter_modifiedby',
    }),
  },
}

export const customapiresponseproperty: TableSource = {
  name: 'customapiresponseproperty',
  set: 'customapiresponseproperties',
  schemaName: 'CustomAPIResponseProperty',
  key: 'customapiresponsepropertyid',
  primaryName: 'name',
  objectTypeCode: 10_026,
  ownership: 'OrganizationOwned',
  label: 'Custom API Response Property',
  collectionLabel: 'Custom API Response Properties',
  columns: {
    customapiresponsepropertyid: key(),
    customapiid: lookup(to('customapi', 'CustomAPIResponseProperties', 'CustomAPIId'), {
      required: 'SystemRequired',
      createOnly: true,
    }),
    logicalentityname: text(100, { createOnly: true }),
    type: choice(kinds, { required: 'ApplicationRequired', createOnly: true }),
    ...part,
    ...audit({
      createdby: 'lk_customapiresponseproperty_createdby',
      modifiedby: 'lk_customapiresponseproperty_modifiedby',
    }),
  },
}

/** A Custom API that runs, or ran, in the background. */
export const backgroundoperation: TableSource = {
  name: 'backgroundoperation',
  set: 'backgroundoperations',
  schemaName: 'backgroundoperation',
  key: 'backgroundoperationid',
  primaryName: 'name',
  objectTypeCode: 10_120,
  ownership: 'UserOwned',
  label: 'Background Operation',
  collectionLabel: 'Background Operations',
  columns: {
    backgroundoperationid: key(),
    backgroundoperationstatecode: choice({ Ready: 0, Locked: 2, Completed: 3 }, { default: 0 }),
    backgroundoperationstatuscode: choice(
      { 'Waiting For Resources': 0, 'In Progress': 20, Canceling: 22, Succeeded: 30, Failed: 31, Canceled: 32 },
      { default: 0 },
    ),
    displayname: text(160, { readOnly: true }),
    endtime: dateTime({ readOnly: true }),
    errorcode: integer(undefined, undefined, { readOnly: true }),
    errormessage: memo(1_048_576, { readOnly: true }),
    inputparameters: memo(1_048_576),
    name: text(100),
    outputparameters: memo(1_048_576, { readOnly: true }),
    retrycount: integer(0, undefined, { readOnly: true }),
    starttime: dateTime({ readOnly: true }),
    ...owner({
      owner: 'owner_backgroundoperation',
      businessUnit: 'business_unit_backgroundoperation',
      user: 'user_backgroundoperation',
      team: 'team_backgroundoperation',
    }),
    ...importedAudit({
      createdby: 'lk_backgroundoperation_createdby',
      modifiedby: 'lk_backgroundoperation_modifiedby',
    }),
  },
}
