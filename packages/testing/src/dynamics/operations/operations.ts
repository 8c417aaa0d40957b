import type { OperationHandler } from './invocation.ts'
import { merge } from './merge.ts'
import {
  retrieveAvailableLanguages,
  retrieveCurrentOrganization,
  retrieveProvisionedLanguages,
  retrieveTotalRecordCount,
  retrieveVersion,
  whoAmI,
} from './organization-functions.ts'
import {
  addMembersTeam,
  addPrivilegesRole,
  removeMembersTeam,
  retrievePrincipalAccess,
  retrieveUserPrivileges,
} from './security-operations.ts'

/** Functions and actions with an implementation, by name. */
export const operationHandlers: Readonly<Record<string, OperationHandler>> = {
  AddMembersTeam: addMembersTeam,
  AddPrivilegesRole: addPrivilegesRole,
  Merge: merge,
  RemoveMembersTeam: removeMembersTeam,
  RetrieveAvailableLanguages: retrieveAvailableLanguages,
  RetrieveCurrentOrganization: retrieveCurrentOrganization,
  RetrievePrincipalAccess: retrievePrincipalAccess,
  RetrieveProvisionedLanguages: retrieveProvisionedLanguages,
  RetrieveTotalRecordCount: retrieveTotalRecordCount,
  RetrieveUserPrivileges: retrieveUserPrivileges,
  RetrieveVersion: retrieveVersion,
  WhoAmI: whoAmI,
}
