import { dateTime, guid, integer, key, lookup, memo, stateAndStatus, text, to, yesNo } from '../column-sources.ts'
import { audit, owner } from '../common-columns.ts'
import type { TableSource } from '../table-source.ts'

/** Tables whose rows a job tells of. */
const subjects = [
  'account',
  'contact',
  'lead',
  'opportunity',
  'incident',
  'product',
  'task',
  'email',
  'phonecall',
  'appointment',
]

/** A bulk delete: how far it is, and how many rows it deleted. */
export const bulkdeleteoperation: TableSource = {
  name: 'bulkdeleteoperation',
  set: 'bulkdeleteoperations',
  schemaName: 'BulkDeleteOperation',
  key: 'bulkdeleteoperationid',
  primaryName: 'name',
  objectTypeCode: 4424,
  ownership: 'UserOwned',
  label: 'Bulk Delete Operation',
  collectionLabel: 'Bulk Delete Operations',
  columns: {
    bulkdeleteoperationid: key(),
    asyncoperationid: lookup(to('asyncoperation', 'AsyncOperation_BulkDeleteOperation'), { readOnly: true }),
    failurecount: integer(0, undefined, { readOnly: true }),
    isrecurring: yesNo(false, ['No', 'Yes'], { readOnly: true }),
    name: text(256, { readOnly: true }),
    nextrun: dateTime({ readOnly: true }),
    orderedquerysetxml: memo(1_073_741_823, { readOnly: true }),
    processingqeindex: integer(0, undefined, { readOnly: true }),
    successcount: integer(0, undefined, { readOnly: true }),
    ...stateAndStatus({
      Ready: [0, { 'Waiting For Resources': 0 }],
      Suspended: [1, { Waiting: 10, Retrying: 11, Paused: 12 }],
      Locked: [2, { 'In Progress': 20, Pausing: 21, Canceling: 22 }],
      Completed: [3, { Succeeded: 30, Failed: 31, Canceled: 32 }],
    }),
    ...owner({
      owner: 'owner_bulkdeleteoperation',
      businessUnit: 'BulkDeleteOperation_BusinessUnit',
      user: 'SystemUser_BulkDeleteOperation',
      team: 'team_BulkDeleteOperation',
    }),
    ...audit({
      createdby: 'lk_bulkdeleteoperationbase_createdby',
      modifiedby: 'lk_bulkdeleteoperationbase_modifiedby',
    }),
  },
}

/** A row that a bulk delete could not delete, and why. */
export const bulkdeletefailure: TableSource = {
  name: 'bulkdeletefailure',
  set: 'bulkdeletefailures',
  schemaName: 'BulkDeleteFailure',
  key: 'bulkdeletefailureid',
  objectTypeCode: 4425,
  ownership: 'None',
  label: 'Bulk Delete Failure',
  collectionLabel: 'Bulk Delete Failures',
  columns: {
    bulkdeletefailureid: key(),
    asyncoperationid: lookup(to('asyncoperation', 'AsyncOperation_BulkDeleteFailures'), { readOnly: true }),
    bulkdeleteoperationid: lookup(to('bulkdeleteoperation', 'BulkDeleteOperation_BulkDeleteFailure'), {
      readOnly: true,
    }),
    errordescription: memo(512, { readOnly: true }),
    errornumber: integer(undefined, undefined, { readOnly: true }),
    orderedqueryindex: integer(0, undefined, { readOnly: true }),
    ownerid: guid({ readOnly: true }),
    regardingobjectid: lookup(
      subjects.map((table) => to(table)),
      { readOnly: true },
    ),
    versionnumber: { type: 'BigInt', readOnly: true },
  },
}

/** Two rows that a duplicate detection job found to be the same. */
export const duplicaterecord: TableSource = {
  name: 'duplicaterecord',
  set: 'duplicaterecords',
  schemaName: 'DuplicateRecord',
  key: 'duplicateid',
  objectTypeCode: 4415,
  ownership: 'UserOwned',
  label: 'Duplicate Record',
  collectionLabel: 'Duplicate Records',
  columns: {
    duplicateid: key(),
    asyncoperationid: lookup(to('asyncoperation', 'AsyncOperation_DuplicateBaseRecord'), { readOnly: true }),
    baserecordid: lookup(
      subjects.map((table) => to(table)),
      { readOnly: true },
    ),
    duplicaterecordid: lookup(
      subjects.map((table) => to(table)),
      { readOnly: true },
    ),
    duplicateruleid: lookup(to('duplicaterule', 'DuplicateRule_DuplicateBaseRecord'), { readOnly: true }),
    ...owner({
      owner: 'owner_duplicaterecord',
      businessUnit: 'business_unit_duplicaterecord',
      user: 'user_duplicaterecord',
      team: 'team_duplicaterecord',
    }),
    createdon: dateTime({ readOnly: true }),
    versionnumber: { type: 'BigInt', readOnly: true },
  },
}
