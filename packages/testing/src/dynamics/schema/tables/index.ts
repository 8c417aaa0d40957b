import type { TableSource } from '../table-source.ts'
import { activitypointer, annotation, task } from './activities.ts'
import { accountleads, contactleads, crmbaseentity, expando, transactioncurrency, usersettings } from './base.ts'
import { account, contact, lead, opportunity } from './customers.ts'
import { businessunit, organization, principal, systemuser, team, teammembership } from './principals.ts'
import { privilege, role, roleprivileges, roletemplate, systemuserroles, teamroles } from './security.ts'
import { savedquery, userquery } from './views.ts'

/** The tables a fake environment has when it is given no schema. Base types come before those that extend them. */
export const standardTables: readonly TableSource[] = [
  crmbaseentity,
  expando,
  principal,
  activitypointer,
  account,
  accountleads,
  annotation,
  businessunit,
  contact,
  contactleads,
  lead,
  opportunity,
  organization,
  privilege,
  role,
  roleprivileges,
  roletemplate,
  savedquery,
  systemuser,
  systemuserroles,
  task,
  team,
  teammembership,
  teamroles,
  transactioncurrency,
  userquery,
  usersettings,
]
