import type { Schema } from '../schema/schema.ts'
import type { CollectionNavigation, Table } from '../schema/table.ts'

/** What happens to the rows that look a row up when something is done to it. */
export type CascadeAction = 'Assign' | 'Delete' | 'Merge' | 'Reparent' | 'Share' | 'Unshare'

/** What happens to a row when the one it looks up is deleted. */
export type DeleteBehavior = 'Cascade' | 'RemoveLink' | 'Restrict' | 'NoCascade'

/** Who did something: stays as it was, even when the user is gone. */
const trace =
  /^(createdby|modifiedby|createdonbehalfby|modifiedonbehalfby|owninguser|owningteam|owningbusinessunit|roletemplateid|preferredsystemuserid|entityimageid|stageid)$/

/** Lookups that keep the id of what is gone. */
const kept = new Set(['activityparty.partyid', 'asyncoperation.regardingobjectid'])

/** What a row cannot be without. */
const anchors = /^(ownerid|businessunitid|parentbusinessunitid|transactioncurrencyid|organizationid|administratorid)$/

/** Lookups that make one row part of another, beside the "regarding" ones: whatever is done to the one is done to the other. */
const parental = new Set([
  'annotation.objectid',
  'contact.parentcustomerid',
  'incident.customerid',
  'incidentresolution.incidentid',
  'lead.customerid',
  'opportunity.customerid',
  'opportunityclose.opportunityid',
])

/** Lookups to what a row goes with, and nothing more. */
const deletedAlong = new Set([
  'activitymimeattachment.objectid',
  'activityparty.activityid',
  'bulkdeletefailure.regardingobjectid',
  'connection.record1id',
  'connection.record2id',
  'customapirequestparameter.customapiid',
  'customapiresponseproperty.customapiid',
  'duplicaterecord.baserecordid',
  'duplicaterecord.duplicaterecordid',
  'duplicaterulecondition.regardingobjectid',
  'environmentvariablevalue.environmentvariabledefinitionid',
  'fieldpermission.fieldsecurityprofileid',
  'product.parentproductid',
  'queueitem.objectid',
  'queueitem.queueid',
  'role.parentroleid',
  'role.parentrootroleid',
  'solutioncomponent.solutionid',
  'team.regardingobjectid',
])

/** Lookups to what cannot go as long as somebody needs it. */
const needed = new Set(['incident.productid', 'opportunity.pricelevelid', 'solution.publisherid'])

/** Lookups that go over to the row that stays when two are merged, and do nothing else. */
const merged = new Set([
  'account.msa_managingpartnerid',
  'account.primarycontactid',
  'connection.record1id',
  'connection.record2id',
  'contact.msa_managingpartnerid',
])

/** `account_parent_account`: all but deletes go down the hierarchy. */
const hierarchical = new Set(['account.parentaccountid'])

const isParental = (table: string, attribute: string): boolean =>
  parental.has(`${table}.${attribute}`) ||
  (attribute === 'regardingobjectid' &&
    // Each type of activity has a relationship of its own, which decides.
    table !== 'activitypointer' &&
    !deletedAlong.has(`${table}.${attribute}`) &&
    !kept.has(`${table}.${attribute}`))

/** `CascadeConfiguration.Delete` of the relationship behind a lookup, where the model does not say it. */
export function deleteBehavior(table: string, attribute: string): DeleteBehavior {
  const name = `${table}.${attribute}`
  if (trace.test(attribute) || kept.has(name)) return 'NoCascade'
  if (anchors.test(attribute) || needed.has(name)) return 'Restrict'
  return isParental(table, attribute) || deletedAlong.has(name) ? 'Cascade' : 'RemoveLink'
}

/** `CascadeConfiguration` of the relationship behind a lookup, where the model does not say it. */
export function cascadeConfiguration(table: string, attribute: string): Record<CascadeAction, string> {
  const along = isParental(table, attribute) || hierarchical.has(`${table}.${attribute}`) ? 'Cascade' : 'NoCascade'
  return {
    Assign: along,
    // That nobody goes who owns rows is no relationship's doing.
    Delete: attribute === 'ownerid' ? 'NoCascade' : deleteBehavior(table, attribute),
    Merge: merged.has(`${table}.${attribute}`) ? 'Cascade' : along,
    Reparent: along,
    Share: along,
    Unshare: along,
  }
}

/** `CascadeConfiguration` of a collection for one action, as the model says it or as the platform has it. */
export function cascadeOf(
  schema: Schema,
  table: Table,
  navigation: CollectionNavigation,
  action: CascadeAction,
): string {
  for (const relationship of schema.model.relationships?.values() ?? []) {
    if (
      relationship.kind === 'oneToMany' &&
      relationship.referencedEntityNavigationPropertyName === navigation.name &&
      relationship.referencedEntity === table.name
    ) {
      const stated = relationship.cascade?.[action]
      if (stated !== undefined) return stated
    }
  }
  const attribute = navigation.property.replace(/^_(.+)_value$/, '$1')
  if (action === 'Delete') return deleteBehavior(navigation.target, attribute)
  return cascadeConfiguration(navigation.target, attribute)[action]
}
