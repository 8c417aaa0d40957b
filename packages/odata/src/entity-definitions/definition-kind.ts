import { type JsonSource, textOf } from './json-source.ts'
import { metadataTypeOf } from './metadata-type.ts'

/** What a JSON object describes. */
export type DefinitionKind = 'table' | 'attribute' | 'key' | 'relationship' | 'optionSet'

/** What `@odata.context` tells of the definitions below it. */
export interface DefinitionContext {
  readonly kind?: DefinitionKind
  /** Logical name of the table that columns and keys are of, where the request named it. */
  readonly table?: string
  /** Logical name of the column that an option set is of. */
  readonly attribute?: string
  /** Type that the request's path ended in. */
  readonly cast?: string
}

const COLLECTIONS: Readonly<Record<string, DefinitionKind>> = {
  Attributes: 'attribute',
  EntityDefinitions: 'table',
  GlobalOptionSet: 'optionSet',
  GlobalOptionSetDefinitions: 'optionSet',
  Keys: 'key',
  ManyToManyRelationships: 'relationship',
  ManyToOneRelationships: 'relationship',
  OneToManyRelationships: 'relationship',
  OptionSet: 'optionSet',
  RelationshipDefinitions: 'relationship',
}

/**
 * Reads `…/$metadata#EntityDefinitions('account')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata(LogicalName)`.
 * A key may also be an id, which names nothing, or stand as `(LogicalName='account')`.
 */
export function readDefinitionContext(source: JsonSource): DefinitionContext {
  const fragment = textOf(source, '@odata.context')?.split('#')[1]
  if (fragment === undefined) return {}
  const context: { -readonly [Name in keyof DefinitionContext]: DefinitionContext[Name] } = {}
  for (const segment of fragment.matchAll(/(?:^|\/)([\w.]+)(?:\((?:\w+=)?'((?:[^']|'')*)'\))?/gu)) {
    const [, name = '', key] = segment
    const kind = COLLECTIONS[name]
    if (kind !== undefined) context.kind = kind
    if (name.startsWith('Microsoft.Dynamics.CRM.')) context.cast = name
    if (key === undefined) continue
    if (kind === 'table') context.table = key.replaceAll("''", "'")
    if (kind === 'attribute') context.attribute = key.replaceAll("''", "'")
  }
  return context
}

/** Finds out what an object describes: by its type, by where it was asked for, by the members that only one kind has. */
export function definitionKindOf(source: JsonSource, context: DefinitionContext): DefinitionKind | undefined {
  return kindOfType(metadataTypeOf(source)) ?? context.kind ?? kindOfMembers(source)
}

function kindOfType(type: string | undefined): DefinitionKind | undefined {
  if (type === undefined) return undefined
  if (type === 'EntityMetadata') return 'table'
  if (type === 'EntityKeyMetadata') return 'key'
  if (type.endsWith('AttributeMetadata')) return 'attribute'
  if (/RelationshipMetadata(?:Base)?$/u.test(type)) return 'relationship'
  return /OptionSetMetadata(?:Base)?$/u.test(type) ? 'optionSet' : undefined
}

const TELLING_MEMBERS: readonly (readonly [DefinitionKind, readonly string[]])[] = [
  ['relationship', ['ReferencedEntity', 'ReferencingEntity', 'Entity1LogicalName']],
  ['key', ['KeyAttributes', 'EntityKeyIndexStatus']],
  ['optionSet', ['Options', 'TrueOption', 'OptionSetType']],
  ['attribute', ['AttributeType', 'AttributeTypeName', 'AttributeOf', 'EntityLogicalName', 'RequiredLevel']],
  [
    'table',
    ['Attributes', 'EntitySetName', 'ObjectTypeCode', 'OwnershipType', 'PrimaryIdAttribute', 'DisplayCollectionName'],
  ],
]

function kindOfMembers(source: JsonSource): DefinitionKind | undefined {
  const found = TELLING_MEMBERS.find(([, members]) => members.some((name) => name in source.members))
  return found?.[0]
}
