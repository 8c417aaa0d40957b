import { guid, integer, key, memo, stateAndStatus, text, yesNo } from '../column-sources.ts'
import { audit, owner } from '../common-columns.ts'
import type { ColumnSource, TableSource } from '../table-source.ts'

/** What a view says: the table that it is of, the query, and how it looks. */
const view: Record<string, ColumnSource> = {
  name: text(200, { required: 'SystemRequired', label: 'Name' }),
  columnsetxml: memo(1_073_741_823),
  description: memo(2000, { label: 'Description' }),
  fetchxml: memo(1_073_741_823),
  layoutjson: memo(1_073_741_823),
  layoutxml: memo(1_073_741_823),
  offlinesqlquery: memo(1_073_741_823, { readOnly: true }),
  querytype: integer(0, 1_000_000_000, { required: 'SystemRequired' }),
  returnedtypecode: { type: 'EntityName', required: 'SystemRequired' },
}

/** System views: everybody's. */
export const savedquery: TableSource = {
  name: 'savedquery',
  set: 'savedqueries',
  schemaName: 'SavedQuery',
  key: 'savedqueryid',
  primaryName: 'name',
  objectTypeCode: 1039,
  ownership: 'OrganizationOwned',
  label: 'View',
  collectionLabel: 'Views',
  columns: {
    savedqueryid: key(),
    ...view,
    isdefault: yesNo(false),
    ismanaged: yesNo(false, ['Unmanaged', 'Managed'], { readOnly: true }),
    isprivate: yesNo(false, ['No', 'Yes'], { readOnly: true }),
    isquickfindquery: yesNo(false),
    isuserdefined: yesNo(undefined, ['No', 'Yes'], { readOnly: true }),
    savedqueryidunique: guid({ readOnly: true }),
    ...stateAndStatus({ Active: [0, { Active: 1 }], Inactive: [1, { Inactive: 2 }] }),
    ...audit({ createdby: 'lk_savedquerybase_createdby', modifiedby: 'lk_savedquerybase_modifiedby' }),
  },
}

/** Personal views: those of who made them. */
export const userquery: TableSource = {
  name: 'userquery',
  set: 'userqueries',
  schemaName: 'UserQuery',
  key: 'userqueryid',
  primaryName: 'name',
  objectTypeCode: 4230,
  ownership: 'UserOwned',
  label: 'Saved View',
  collectionLabel: 'Saved Views',
  columns: {
    userqueryid: key(),
    ...view,
    ...stateAndStatus({ Active: [0, { Active: 1 }], Inactive: [1, { Inactive: 2, All: 3 }] }),
    ...owner({
      owner: 'owner_userquerys',
      businessUnit: 'business_unit_userquery',
      user: 'user_userquery',
      team: 'team_userquery',
    }),
    ...audit({ createdby: 'lk_userquery_createdby', modifiedby: 'lk_userquery_modifiedby' }),
  },
}
