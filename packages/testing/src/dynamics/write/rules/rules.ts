import type { Table } from '../../schema/table.ts'
import { activityRule } from './activity-rule.ts'
import { annotationRule } from './annotation-rule.ts'
import { attachmentRule } from './attachment-rule.ts'
import { businessunitRule } from './businessunit-rule.ts'
import { connectionRule } from './connection-rule.ts'
import { attributeMapRule, entityMapRule } from './map-rule.ts'
import { roleRule } from './role-rule.ts'
import { systemuserRule } from './systemuser-rule.ts'
import type { TableRule } from './table-rule.ts'
import { teamRule } from './team-rule.ts'
import { viewRule } from './view-rule.ts'

const rules: Readonly<Record<string, TableRule>> = {
  activitymimeattachment: attachmentRule,
  activityparty: { isPart: true },
  annotation: annotationRule,
  attributemap: attributeMapRule,
  businessunit: businessunitRule,
  connection: connectionRule,
  entitymap: entityMapRule,
  // A product is a draft until it is published.
  product: { initialState: 2 },
  role: roleRule,
  savedquery: viewRule,
  systemuser: systemuserRule,
  team: teamRule,
  userquery: viewRule,
}

const none: TableRule = {}

/** What a table does beside what all do. */
export const ruleOf = (table: Table): TableRule =>
  rules[table.name] ?? (table.isActivity ? activityRule(table.name) : none)
