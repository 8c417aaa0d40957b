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
import { audit, currency, owner } from '../common-columns.ts'
import type { TableSource } from '../table-source.ts'

/** Base of all activities; its rows are those of the tables below it. */
export const activitypointer: TableSource = {
  name: 'activitypointer',
  set: 'activitypointers',
  schemaName: 'ActivityPointer',
  abstract: true,
  key: 'activityid',
  primaryName: 'subject',
  objectTypeCode: 4200,
  ownership: 'UserOwned',
  label: 'Activity',
  collectionLabel: 'Activities',
  isActivity: true,
  columns: {
    activityid: key(),
    activityadditionalparams: memo(8192),
    activitytypecode: { type: 'EntityName', readOnly: true, label: 'Activity Type' },
    actualdurationminutes: integer(0, 2_147_483_647, { label: 'Duration' }),
    actualend: dateTime({ label: 'Actual End' }),
    actualstart: dateTime({ label: 'Actual Start' }),
    description: memo(2000, { label: 'Description' }),
    exchangerate: { type: 'Decimal', precision: 10, readOnly: true },
    isbilled: yesNo(false),
    ismapiprivate: yesNo(undefined),
    isregularactivity: yesNo(true, ['No', 'Yes'], { readOnly: true }),
    isworkflowcreated: yesNo(false),
    lastonholdtime: dateTime(),
    leftvoicemail: yesNo(false),
    onholdtime: integer(undefined, undefined, { readOnly: true }),
    prioritycode: choice({ Low: 0, Normal: 1, High: 2 }, { default: 1, label: 'Priority' }),
    processid: guid(),
    regardingobjectid: lookup(
      [
        to('account', 'Account_ActivityPointers'),
        to('contact', 'Contact_ActivityPointers'),
        to('lead', 'Lead_ActivityPointers'),
        to('opportunity', 'Opportunity_ActivityPointers'),
      ],
      { label: 'Regarding' },
    ),
    scheduleddurationminutes: integer(0, 2_147_483_647, { readOnly: true }),
    scheduledend: dateTime({ label: 'Due Date' }),
    scheduledstart: dateTime({ label: 'Start Date' }),
    sortdate: dateTime(),
    stageid: guid(),
    subject: text(200, { required: 'ApplicationRequired', label: 'Subject' }),
    traversedpath: text(1250),
    ...stateAndStatus({
      Open: [0, { 'Not Started': 2, 'In Progress': 3, 'Waiting on someone else': 4, Deferred: 7 }],
      Completed: [1, { Completed: 5 }],
      Canceled: [2, { Canceled: 6 }],
    }),
    transactioncurrencyid:
      currency(to('transactioncurrency', 'TransactionCurrency_ActivityPointer'))['transactioncurrencyid'] ??
      lookup(to('transactioncurrency')),
    ...owner({
      owner: 'owner_activitypointers',
      businessUnit: 'business_unit_activitypointer',
      user: 'user_activity',
      team: 'team_activity',
    }),
    ...audit({ createdby: 'lk_activitypointer_createdby', modifiedby: 'lk_activitypointer_modifiedby' }),
  },
}

export const task: TableSource = {
  name: 'task',
  set: 'tasks',
  schemaName: 'Task',
  base: 'activitypointer',
  objectTypeCode: 4212,
  primaryName: 'subject',
  ownership: 'UserOwned',
  label: 'Task',
  collectionLabel: 'Tasks',
  isActivity: true,
  changeTracking: true,
  columns: {
    category: text(250, { label: 'Category' }),
    crmtaskassigneduniqueid: guid(),
    percentcomplete: integer(0, 100, { label: 'Percent Complete' }),
    subcategory: text(250, { label: 'Sub-Category' }),
    subscriptionid: guid(),
    regardingobjectid: lookup(
      [
        to('account', 'Account_Tasks', 'regardingobjectid_account_task'),
        to('contact', 'Contact_Tasks', 'regardingobjectid_contact_task'),
        to('lead', 'Lead_Tasks', 'regardingobjectid_lead_task'),
        to('opportunity', 'Opportunity_Tasks', 'regardingobjectid_opportunity_task'),
      ],
      { label: 'Regarding' },
    ),
  },
}

/** A note. */
export const annotation: TableSource = {
  name: 'annotation',
  set: 'annotations',
  schemaName: 'Annotation',
  key: 'annotationid',
  primaryName: 'subject',
  objectTypeCode: 5,
  ownership: 'UserOwned',
  label: 'Note',
  collectionLabel: 'Notes',
  columns: {
    annotationid: key(),
    /** Base64. */
    documentbody: memo(1_073_741_823, { label: 'Document' }),
    filename: text(255, { label: 'File Name' }),
    filesize: integer(0, 1_000_000_000, { readOnly: true, label: 'File Size (Bytes)' }),
    isdocument: yesNo(false, ['No', 'Yes'], { label: 'Is Document' }),
    langid: text(2),
    mimetype: text(256, { label: 'Mime Type' }),
    notetext: memo(100_000, { label: 'Description' }),
    objectid: lookup(
      [
        to('account', 'Account_Annotation'),
        to('contact', 'Contact_Annotation'),
        to('lead', 'Lead_Annotation'),
        to('opportunity', 'Opportunity_Annotation'),
        to('task', 'Task_Annotation'),
      ],
      { label: 'Regarding' },
    ),
    objecttypecode: { type: 'EntityName', label: 'Object Type' },
    stepid: text(32),
    subject: text(500, { label: 'Title' }),
    ...owner({
      owner: 'owner_annotations',
      businessUnit: 'business_unit_annotations',
      user: 'annotation_owning_user',
      team: 'team_annotations',
    }),
    ...audit({ createdby: 'lk_annotationbase_createdby', modifiedby: 'lk_annotationbase_modifiedby' }),
  },
}
