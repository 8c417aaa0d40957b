import type { Condition } from './condition.ts'

/** Query functions that compare an id or a lookup with who asks ("Web API Query Function Reference"). */
export const CALLER_FUNCTIONS = [
  'equalUserId',
  'notEqualUserId',
  'equalBusinessId',
  'notEqualBusinessId',
  'equalUserTeams',
  'equalUserOrUserTeams',
  'equalUserOrUserHierarchy',
  'equalUserOrUserHierarchyAndTeams',
] as const

/** Query functions that place a row in a hierarchy, from the row of an id. */
export const HIERARCHY_FUNCTIONS = ['above', 'aboveOrEqual', 'under', 'underOrEqual', 'notUnder'] as const

/** `ownerid.equalUserOrUserTeams()` prints `Microsoft.Dynamics.CRM.EqualUserOrUserTeams(PropertyName='ownerid')`. */
export type CallerFilter = { readonly [Name in (typeof CALLER_FUNCTIONS)[number]]: () => Condition }

/**
 * `accountid.under(id)` prints `Microsoft.Dynamics.CRM.Under(PropertyName='accountid',PropertyValue='…')`: rows below that one,
 * on the primary key or the lookup of a hierarchical relationship. Another table is refused by the service.
 */
export type HierarchyFilter<Id> = { readonly [Name in (typeof HIERARCHY_FUNCTIONS)[number]]: (id: Id) => Condition }
