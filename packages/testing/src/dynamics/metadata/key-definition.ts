import type { AlternateKey } from '@dynamics-kit/odata'
import { stableId } from '../access/stable-id.ts'
import type { Table } from '../schema/table.ts'
import { definedName } from './defined-table.ts'
import type { Definition } from './definition.ts'
import { labelJson } from './label.ts'
import { managed } from './managed-property.ts'

/** `EntityKeyMetadata`. */
export function keyDefinition(table: Table, key: AlternateKey): Definition {
  const name = key.name ?? key.properties.join('_')
  const id = key.metadataId ?? stableId(`key:${table.name}.${name}`)
  const isManaged = table.metadata?.isCustomEntity !== true && key.metadataId === undefined
  return {
    type: 'EntityKeyMetadata',
    id,
    members: {
      MetadataId: id,
      LogicalName: name.toLowerCase(),
      SchemaName: key.schemaName ?? name,
      EntityLogicalName: definedName(table),
      KeyAttributes: key.properties.map((property) => table.columns.get(property)?.attribute ?? property),
      IsManaged: isManaged,
      IntroducedVersion: isManaged ? '5.0.0.0' : '1.0.0.0',
      EntityKeyIndexStatus: key.indexStatus ?? 'Active',
      IsSynchronous: false,
      IsExportKey: false,
      IsSecondaryKey: false,
      DisplayName: labelJson(`${table.name}.${name}`, {
        text: key.displayName,
        byLanguage: key.displayNames,
        isManaged,
      }),
      IsCustomizable: managed(true, !isManaged, 'iscustomizable'),
    },
    related: {},
  }
}
