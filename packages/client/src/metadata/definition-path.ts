import { isGuid } from '@dynamics-kit/odata'
import type { RawRow } from '../row/raw-row.ts'
import type { OptionsOf } from './metadata.ts'

/** `EntityDefinitions(LogicalName='account')`, by logical name or by `MetadataId`. */
export function tablePath(name: string): string {
  if (isGuid(name)) return `EntityDefinitions(${name})`
  return `EntityDefinitions(LogicalName='${nameOf(name)}')`
}

/** `EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')` */
export function columnPath(table: string, column: string): string {
  return `${tablePath(table)}/Attributes(LogicalName='${nameOf(column)}')`
}

/** `GlobalOptionSetDefinitions(Name='new_size')` */
export function choicePath(name: string): string {
  return `GlobalOptionSetDefinitions(Name='${nameOf(name)}')`
}

/** `RelationshipDefinitions(SchemaName='new_contact_account')` */
export function relationshipPath(schemaName: string): string {
  return `RelationshipDefinitions(SchemaName='${nameOf(schemaName)}')`
}

/** `RelationshipDefinitions(…)/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata`: where a relationship is written. */
export function writtenRelationshipPath({ '@odata.type': type, MetadataId: id }: RawRow): string {
  const cast = /Microsoft\.Dynamics\.CRM\.\w+$/.exec(String(type))?.[0]
  return `RelationshipDefinitions(${String(id)})${cast === undefined ? '' : `/${cast}`}`
}

/** `GlobalOptionSetDefinitions(…)`: where a choice is written. */
export function writtenChoicePath({ MetadataId: id }: RawRow): string {
  return `GlobalOptionSetDefinitions(${String(id)})`
}

/** @throws TypeError for text that is no name, before it can become part of a URL. */
export function nameOf(name: string): string {
  if (typeof name === 'string' && /^\w+$/.test(name)) return name
  throw new TypeError(`"${String(name)}" is not the name of a definition: letters, digits and underscores.`)
}

/** @throws TypeError for what names neither a choice nor a column. */
export function placeOfOptions(of: OptionsOf): OptionsOf {
  const { choice, table, column }: Readonly<Record<string, unknown>> = Object(of)
  if (choice !== undefined || (table !== undefined && column !== undefined)) return of
  throw new TypeError(
    "Options stand in a choice, { choice: 'new_priority' }, or in a column, { table: 'account', column: 'industrycode' }.",
  )
}
