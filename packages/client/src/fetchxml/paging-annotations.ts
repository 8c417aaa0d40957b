import type { annotationNames } from '@dynamics-kit/odata'

/** As the table of all annotations has them, which nobody else here needs. */
type AnnotationNames = typeof annotationNames

/** Where the next page of FetchXML begins. */
export const PAGING_COOKIE: AnnotationNames['fetchXmlPagingCookie'] = 'Microsoft.Dynamics.CRM.fetchxmlpagingcookie'

/** There is a next page of FetchXML. */
export const MORE_RECORDS: AnnotationNames['moreRecords'] = 'Microsoft.Dynamics.CRM.morerecords'
