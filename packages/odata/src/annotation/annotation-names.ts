/**
 * Annotations of rows and answers, as they stand behind `@`: `"statecode@OData.Community.Display.V1.FormattedValue": "Active"`.
 * Those of rows come where `Prefer: odata.include-annotations` asks for them.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors#request-annotations
 */
export const annotationNames = {
  /** A value as a person reads it, in the caller's language, format and time zone. */
  formattedValue: 'OData.Community.Display.V1.FormattedValue',
  /** The table of a lookup's row, `account`. */
  lookupLogicalName: 'Microsoft.Dynamics.CRM.lookuplogicalname',
  /** The navigation property of a lookup's row, `parentcustomerid_account`. */
  associatedNavigationProperty: 'Microsoft.Dynamics.CRM.associatednavigationproperty',
  /** Rows in all, 5000 at most; -1 where they were not counted. */
  totalRecordCount: 'Microsoft.Dynamics.CRM.totalrecordcount',
  /** There are more rows than are counted. */
  totalRecordCountLimitExceeded: 'Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded',
  /** Changes when a table or column does. */
  globalMetadataVersion: 'Microsoft.Dynamics.CRM.globalmetadataversion',
  /** Where the next page of FetchXML begins; read by `parsePagingCookie`. */
  fetchXmlPagingCookie: 'Microsoft.Dynamics.CRM.fetchxmlpagingcookie',
  /** There is a next page of FetchXML. */
  moreRecords: 'Microsoft.Dynamics.CRM.morerecords',
} as const
