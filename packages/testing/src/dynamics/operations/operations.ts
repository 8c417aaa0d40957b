import type { OperationHandler } from './invocation.ts'
import { bulkDelete } from '../jobs/bulk-delete.ts'
import { bulkDetectDuplicates } from '../jobs/bulk-detection.ts'
import { retrieveAllEntities, retrieveEntity, retrieveTimestamp } from '../metadata/retrieve-entity.ts'
import { retrieveMetadataChanges } from '../metadata/retrieve-metadata-changes.ts'
import {
  deleteOptionValue,
  insertOptionValue,
  insertStatusValue,
  orderOption,
  updateOptionValue,
} from '../metadata/write/option-actions.ts'
import { createCustomerRelationships, createPolymorphicLookupAttribute } from '../metadata/write/polymorphic-lookup.ts'
import { publishAllXml, publishXml } from '../metadata/write/publish.ts'
import {
  commitAnnotationBlocksUpload,
  commitAttachmentBlocksUpload,
  initializeAnnotationBlocksDownload,
  initializeAnnotationBlocksUpload,
  initializeAttachmentBlocksDownload,
  initializeAttachmentBlocksUpload,
} from './document-blocks.ts'
import {
  commitFileBlocksUpload,
  deleteFile,
  downloadBlock,
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
import { getAutoNumberSeed, getNextAutoNumberValue, setAutoNumberSeed } from './auto-number.ts'
import { closeIncident, loseOpportunity, winOpportunity } from './close-row.ts'
import {
  retrieveDependenciesForDelete,
  retrieveDependentComponents,
  retrieveRequiredComponents,
} from './dependency-functions.ts'
import { retrieveLocLabels, setLocLabels } from './localized-labels.ts'
import { publishDuplicateRule, retrieveDuplicates, unpublishDuplicateRule } from './duplicates.ts'
import { initializeFrom } from './initialize-from.ts'
import { qualifyLead } from './qualify-lead.ts'
import { addToQueue, pickFromQueue, removeFromQueue } from './queues.ts'
import { sendEmail } from './send-email.ts'
import {
  canBeReferenced,
  canBeReferencing,
  canManyToMany,
  formatAddress,
  getValidManyToMany,
  getValidReferencedEntities,
  getValidReferencingEntities,
  isValidStateTransition,
  retrieveExchangeRate,
  retrieveOrganizationInfo,
} from './small-functions.ts'

import {
  searchAutocomplete,
  searchQuery,
  searchStatistics,
  searchStatus,
  searchSuggest,
} from '../search/search-operations.ts'

/** Functions and actions with an implementation, by name. */
export const operationHandlers: Readonly<Record<string, OperationHandler>> = {
  AddMembersTeam: addMembersTeam,
  AddPrivilegesRole: addPrivilegesRole,
  AddToQueue: addToQueue,
  AddUserToRecordTeam: addUserToRecordTeam,
  BulkDelete: bulkDelete,
  BulkDetectDuplicates: bulkDetectDuplicates,
  CanBeReferenced: canBeReferenced,
  CanBeReferencing: canBeReferencing,
  CanManyToMany: canManyToMany,
  CloseIncident: closeIncident,
  CommitAnnotationBlocksUpload: commitAnnotationBlocksUpload,
  CommitAttachmentBlocksUpload: commitAttachmentBlocksUpload,
  CommitFileBlocksUpload: commitFileBlocksUpload,
  CreateCustomerRelationships: createCustomerRelationships,
  CreatePolymorphicLookupAttribute: createPolymorphicLookupAttribute,
  DeleteFile: deleteFile,
  DeleteOptionValue: deleteOptionValue,
  DownloadBlock: downloadBlock,
  FormatAddress: formatAddress,
  GetAutoNumberSeed: getAutoNumberSeed,
  GetNextAutoNumberValue: getNextAutoNumberValue,
  GetValidManyToMany: getValidManyToMany,
  GetValidReferencedEntities: getValidReferencedEntities,
  GetValidReferencingEntities: getValidReferencingEntities,
  GrantAccess: grantAccess,
  InitializeAnnotationBlocksDownload: initializeAnnotationBlocksDownload,
  InitializeAnnotationBlocksUpload: initializeAnnotationBlocksUpload,
  InitializeAttachmentBlocksDownload: initializeAttachmentBlocksDownload,
  InitializeAttachmentBlocksUpload: initializeAttachmentBlocksUpload,
  InitializeFileBlocksDownload: initializeFileBlocksDownload,
  InitializeFileBlocksUpload: initializeFileBlocksUpload,
  InitializeFrom: initializeFrom,
  InsertOptionValue: insertOptionValue,
  InsertStatusValue: insertStatusValue,
  IsValidStateTransition: isValidStateTransition,
  LoseOpportunity: loseOpportunity,
  Merge: merge,
  ModifyAccess: modifyAccess,
  OrderOption: orderOption,
  PickFromQueue: pickFromQueue,
  PublishAllXml: publishAllXml,
  PublishDuplicateRule: publishDuplicateRule,
  PublishXml: publishXml,
  QualifyLead: qualifyLead,
  RemoveFromQueue: removeFromQueue,
  RemoveMembersTeam: removeMembersTeam,
  RemovePrivilegeRole: removePrivilegeRole,
  RemoveUserFromRecordTeam: removeUserFromRecordTeam,
  ReplacePrivilegesRole: replacePrivilegesRole,
  RetrieveAllEntities: retrieveAllEntities,
  RetrieveAvailableLanguages: retrieveAvailableLanguages,
  RetrieveCurrentOrganization: retrieveCurrentOrganization,
  RetrieveDependenciesForDelete: retrieveDependenciesForDelete,
  RetrieveDependentComponents: retrieveDependentComponents,
  RetrieveDuplicates: retrieveDuplicates,
  RetrieveEntity: retrieveEntity,
  RetrieveExchangeRate: retrieveExchangeRate,
  RetrieveLocLabels: retrieveLocLabels,
  RetrieveMetadataChanges: retrieveMetadataChanges,
  RetrieveOrganizationInfo: retrieveOrganizationInfo,
  RetrievePrincipalAccess: retrievePrincipalAccess,
  RetrieveProvisionedLanguages: retrieveProvisionedLanguages,
  RetrieveRequiredComponents: retrieveRequiredComponents,
  RetrieveRolePrivilegesRole: retrieveRolePrivilegesRole,
  RetrieveSharedPrincipalsAndAccess: retrieveSharedPrincipalsAndAccess,
  RetrieveTeamPrivileges: retrieveTeamPrivileges,
  RetrieveTimestamp: retrieveTimestamp,
  RetrieveTotalRecordCount: retrieveTotalRecordCount,
  RetrieveUserPrivileges: retrieveUserPrivileges,
  RetrieveVersion: retrieveVersion,
  RevokeAccess: revokeAccess,
  SendEmail: sendEmail,
  SetAutoNumberSeed: setAutoNumberSeed,
  SetLocLabels: setLocLabels,
  UnpublishDuplicateRule: unpublishDuplicateRule,
  UpdateOptionValue: updateOptionValue,
  UploadBlock: uploadBlock,
  WhoAmI: whoAmI,
  WinOpportunity: winOpportunity,
  searchautocomplete: searchAutocomplete,
  searchquery: searchQuery,
  searchstatistics: searchStatistics,
  searchstatus: searchStatus,
  searchsuggest: searchSuggest,
}
