import { createDefinitionsBuilder } from './definitions-builder.ts'
import type { EntityDefinitions } from './entity-definitions.ts'

/**
 * Puts together what was fetched apart: tables, then their choices by a cast, then what changed since. Where two say
 * something of the same thing the later counts, and what a later part calls deleted is gone.
 */
export function joinEntityDefinitions(parts: Iterable<EntityDefinitions>): EntityDefinitions {
  const builder = createDefinitionsBuilder()
  for (const part of parts) {
    builder.remove(part.deletedMetadataIds)
    for (const { attributes, keys, ...table } of part.tables.values()) {
      builder.addTable(table)
      for (const attribute of attributes.values()) builder.addAttribute(table.logicalName, attribute)
      for (const key of keys.values()) builder.addKey(table.logicalName, key)
    }
    for (const relationship of part.relationships.values()) builder.addRelationship(relationship)
    for (const optionSet of part.globalOptionSets.values()) builder.addOptionSet(optionSet)
    if (part.serverVersionStamp !== undefined) builder.setVersionStamp(part.serverVersionStamp)
  }
  return builder.build()
}
