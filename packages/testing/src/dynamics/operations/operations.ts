import type { OperationHandler } from './invocation.ts'
import { retrieveAllEntities, retrieveEntity, retrieveTimestamp } from '../metadata/retrieve-entity.ts'
import { retrieveMetadataChanges } from '../metadata/retrieve-metadata-changes.ts'
import {
  deleteOptionValue,
  insertOptionValue,
  insertStatusValue,
  orderOption,
  updateOptionValue,
} from '../metadata/write/option-actions.ts'
import { publishAllXml, publishXml } from '../metadata/write/publish.ts'
import {
  commitAnnotationBlocksUpload,
  commitFileBlocksUpload,
  deleteFile,
  downloadBlock,
  initializeAnnotationBlocksDownload,
  initializeAnnotationBlocksUpload,
  initializeFileBlocksDownload,
  initializeFileBlocksUpload,
  uploadBlock,
} from './file-blocks.ts'
import { merge } from './merge.ts'
import { addUserToRecordTeam, removeUserFromRecordTeam } from './record-teams.ts'
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
  removePrivilegeRole,
  replacePrivilegesRole,
  retrievePrincipalAccess,
  retrieveRolePrivilegesRole,
  retrieveTeamPrivileges,
  retrieveUserPrivileges,
} from './security-operations.ts'
import { grantAccess, modifyAccess, retrieveSharedPrincipalsAndAccess, revokeAccess } from './sharing.ts'

/** Functions and actions with an implementation, by name. */
export const operationHandlers: Readonly<Record<string, OperationHandler>> = {
  AddMembersTeam: addMembersTeam,
  AddPrivilegesRole: addPrivilegesRole,
  AddUserToRecordTeam: addUserToRecordTeam,
  CommitAnnotationBlocksUpload: commitAnnotationBlocksUpload,
  CommitFileBlocksUpload: commitFileBlocksUpload,
  DeleteFile: deleteFile,
  DeleteOptionValue: deleteOptionValue,
  DownloadBlock: downloadBlock,
  GrantAccess: grantAccess,
  InitializeAnnotationBlocksDownload: initializeAnnotationBlocksDownload,
  InitializeAnnotationBlocksUpload: initializeAnnotationBlocksUpload,
  InitializeFileBlocksDownload: initializeFileBlocksDownload,
  InitializeFileBlocksUpload: initializeFileBlocksUpload,
  InsertOptionValue: insertOptionValue,
  InsertStatusValue: insertStatusValue,
  Merge: merge,
  ModifyAccess: modifyAccess,
  OrderOption: orderOption,
  PublishAllXml: publishAllXml,
  PublishXml: publishXml,
  RemoveMembersTeam: removeMembersTeam,
  RemovePrivilegeRole: removePrivilegeRole,
  RemoveUserFromRecordTeam: removeUserFromRecordTeam,
  ReplacePrivilegesRole: replacePrivilegesRole,
  RetrieveAllEntities: retrieveAllEntities,
  RetrieveAvailableLanguages: retrieveAvailableLanguages,
  RetrieveCurrentOrganization: retrieveCurrentOrganization,
  RetrieveEntity: retrieveEntity,
  RetrieveMetadataChanges: retrieveMetadataChanges,
  RetrievePrincipalAccess: retrievePrincipalAccess,
  RetrieveProvisionedLanguages: retrieveProvisionedLanguages,
  RetrieveRolePrivilegesRole: retrieveRolePrivilegesRole,
  RetrieveSharedPrincipalsAndAccess: retrieveSharedPrincipalsAndAccess,
  RetrieveTeamPrivileges: retrieveTeamPrivileges,
  RetrieveTimestamp: retrieveTimestamp,
  RetrieveTotalRecordCount: retrieveTotalRecordCount,
  RetrieveUserPrivileges: retrieveUserPrivileges,
  RetrieveVersion: retrieveVersion,
  RevokeAccess: revokeAccess,
  UpdateOptionValue: updateOptionValue,
  UploadBlock: uploadBlock,
  WhoAmI: whoAmI,
}
