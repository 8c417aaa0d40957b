/** What happens to a row when the one it looks up is deleted. */
export type DeleteBehavior = 'Cascade' | 'RemoveLink' | 'Restrict' | 'NoCascade'

/** Who did something: stays as it was, even when the user is gone. */
const trace =
  /^(createdby|modifiedby|createdonbehalfby|modifiedonbehalfby|owninguser|owningteam|owningbusinessunit|roletemplateid)$/

/** What a row cannot be without. */
const anchors = /^(ownerid|businessunitid|parentbusinessunitid|transactioncurrencyid|organizationid|administratorid)$/

/** Lookups that make one row part of another, beside the "regarding" ones. */
const parental = new Set([
  'contact.parentcustomerid',
  'opportunity.customerid',
  'lead.customerid',
  'incident.customerid',
])

/** `CascadeConfiguration.Delete` of the relationship behind a lookup, where the model does not say it. */
export function deleteBehavior(table: string, attribute: string): DeleteBehavior {
  if (trace.test(attribute)) return 'NoCascade'
  if (anchors.test(attribute)) return 'Restrict'
  if (attribute === 'regardingobjectid' || attribute === 'objectid') return 'Cascade'
  if (attribute === 'parentroleid' || attribute === 'parentrootroleid') return 'Cascade'
  return parental.has(`${table}.${attribute}`) ? 'Cascade' : 'RemoveLink'
}
