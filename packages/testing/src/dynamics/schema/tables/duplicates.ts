import { choice, integer, key, lookup, memo, stateAndStatus, text, to, yesNo } from '../column-sources.ts'
import { audit, owner } from '../common-columns.ts'
import type { TableSource } from '../table-source.ts'

/** When two rows count as the same. */
export const duplicaterule: TableSource = {
  name: 'duplicaterule',
  set: 'duplicaterules',
  schemaName: 'DuplicateRule',
  key: 'duplicateruleid',
  primaryName: 'name',
  objectTypeCode: 4414,
  ownership: 'UserOwned',
  label: 'Duplicate Detection Rule',
  collectionLabel: 'Duplicate Detection Rules',
  columns: {
    duplicateruleid: key(),
    baseentityname: { type: 'EntityName', required: 'SystemRequired', label: 'Base Record Type' },
    baseentitytypecode: integer(undefined, undefined, { readOnly: true }),
    description: memo(2000),
    excludeinactiverecords: yesNo(false),
    iscasesensitive: yesNo(false),
    matchingentityname: { type: 'EntityName', required: 'SystemRequired', label: 'Matching Record Type' },
    matchingentitytypecode: integer(undefined, undefined, { readOnly: true }),
    name: text(160, { required: 'SystemRequired', label: 'Name' }),
    ...stateAndStatus({ Inactive: [0, { Unpublished: 0, Publishing: 1 }], Active: [1, { Published: 2 }] }),
    ...owner({
      owner: 'owner_duplicaterules',
      businessUnit: 'BusinessUnit_DuplicateRules',
      user: 'SystemUser_DuplicateRules',
      team: 'team_DuplicateRules',
    }),
    ...audit({ createdby: 'lk_duplicaterulebase_createdby', modifiedby: 'lk_duplicaterulebase_modifiedby' }),
  },
}

/** What has to be alike for a rule to hold. */
export const duplicaterulecondition: TableSource = {
  name: 'duplicaterulecondition',
  set: 'duplicateruleconditions',
  schemaName: 'DuplicateRuleCondition',
  key: 'duplicateruleconditionid',
  objectTypeCode: 4416,
  ownership: 'None',
  label: 'Duplicate Rule Condition',
  collectionLabel: 'Duplicate Rule Conditions',
  columns: {
    duplicateruleconditionid: key(),
    baseattributename: text(50, { required: 'SystemRequired' }),
    ignoreblankvalues: yesNo(true),
    matchingattributename: text(50, { required: 'SystemRequired' }),
    operatorcode: choice(
      {
        'Exact Match': 0,
        'Same First Characters': 1,
        'Same Last Characters': 2,
        'Same Date': 3,
        'Same Date and Time': 4,
        'Exact Match (Pick List Label)': 5,
        'Exact Match (Pick List Value)': 6,
      },
      { default: 0 },
    ),
    operatorparam: integer(0, 1_000_000_000),
    regardingobjectid: lookup(to('duplicaterule', 'DuplicateRule_DuplicateRuleConditions')),
    ...owner({
      owner: 'owner_duplicaterulecondition',
      businessUnit: 'business_unit_duplicaterulecondition',
      user: 'user_duplicaterulecondition',
      team: 'team_duplicaterulecondition',
    }),
    ...audit({
      createdby: 'lk_duplicateruleconditionbase_createdby',
      modifiedby: 'lk_duplicateruleconditionbase_modifiedby',
    }),
  },
}
