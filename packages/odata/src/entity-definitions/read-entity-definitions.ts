import { createDefinitionsBuilder, type DefinitionsBuilder } from './definitions-builder.ts'
import { type DefinitionContext, definitionKindOf, readDefinitionContext } from './definition-kind.ts'
import type { EntityDefinitions } from './entity-definitions.ts'
import { EntityDefinitionsError } from './entity-definitions-error.ts'
import { asObject, type JsonSource, objectOf, objectsOf, textOf, textsOf } from './json-source.ts'
import { readAttribute } from './read-attribute.ts'
import { readOptionSet } from './read-option-set.ts'
import { readRelationship } from './read-relationship.ts'
import { readKey, readTable } from './read-table.ts'

/** What an answer leaves out, for {@link readEntityDefinitions}. */
export interface ReadEntityDefinitionsOptions {
  /** Logical name of the table, where an answer does not tell: one that was asked for by id, or without `LogicalName`. */
  readonly table?: string
  /** Logical name of the column that a lone option set is of. */
  readonly attribute?: string
}

/**
 * Reads metadata answers of the Web API, parsed from JSON: a table of `EntityDefinitions` or a list of them with whatever
 * was expanded, `…/Attributes` with or without a cast, `…/Keys`, relationships, option sets, and what
 * `RetrieveMetadataChanges`, `RetrieveEntity` and `RetrieveAllEntities` answer. Members that are null or missing are not
 * known; ones that this package does not use are left out.
 *
 * @example
 * ```ts
 * import { readEntityDefinitions } from '@dynamics-kit/odata'
 *
 * // The answer to GET EntityDefinitions(LogicalName='account')?$expand=Attributes
 * export function labelOf(answer: unknown): string | undefined {
 *   return readEntityDefinitions(answer).tables.get('account')?.attributes.get('name')?.displayName // 'Account Name'
 * }
 * ```
 *
 * @throws EntityDefinitionsError when the JSON holds no definitions, or a member something else than its type.
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
 */
export function readEntityDefinitions(json: unknown, options: ReadEntityDefinitionsOptions = {}): EntityDefinitions {
  const builder = createDefinitionsBuilder()
  if (Array.isArray(json)) {
    readList(
      builder,
      json.map((item, index) => asObject(item, `[${index}]`)),
      options,
    )
  } else {
    readDocument(builder, asObject(json, ''), options)
  }
  return builder.build()
}

function readDocument(builder: DefinitionsBuilder, source: JsonSource, options: ReadEntityDefinitionsOptions): void {
  const context = { ...readDefinitionContext(source), ...options }
  if ('EntityMetadata' in source.members) readFunctionAnswer(builder, source)
  else if (Array.isArray(source.members['value'])) readList(builder, objectsOf(source, 'value') ?? [], context)
  else readDefinition(builder, source, context)
}

const readList = (builder: DefinitionsBuilder, items: readonly JsonSource[], context: DefinitionContext): void => {
  for (const item of items) readDefinition(builder, item, context)
}

/** `RetrieveMetadataChangesResponse`, `RetrieveAllEntitiesResponse` and `RetrieveEntityResponse`. */
function readFunctionAnswer(builder: DefinitionsBuilder, source: JsonSource): void {
  const tables = Array.isArray(source.members['EntityMetadata'])
    ? objectsOf(source, 'EntityMetadata')
    : [objectOf(source, 'EntityMetadata')].filter((table) => table !== undefined)
  readList(builder, tables ?? [], { kind: 'table' })
  const stamp = textOf(source, 'ServerVersionStamp') ?? textOf(source, 'Timestamp')
  if (stamp !== undefined) builder.setVersionStamp(stamp)
  const deleted = objectOf(source, 'DeletedMetadata')
  builder.remove(((deleted && objectsOf(deleted, 'Values')) ?? []).flatMap(readGuids))
}

/** `GuidCollection`. */
const readGuids = (collection: JsonSource): readonly string[] => textsOf(collection, 'Items') ?? []

function readDefinition(builder: DefinitionsBuilder, source: JsonSource, context: DefinitionContext): void {
  switch (definitionKindOf(source, context)) {
    case 'table':
      return addTable(builder, source, context)
    case 'attribute':
      return addAttribute(builder, source, context)
    case 'key':
      return builder.addKey(tableOf(source, context, 'a key'), readKey(source, nameOf(source, 'a key')))
    case 'relationship':
      return addRelationship(builder, source)
    case 'optionSet':
      return addOptionSet(builder, source, context)
    default:
      throw new EntityDefinitionsError(
        'notADefinition',
        'this is no table, column, key, relationship or option set',
        source.path,
      )
  }
}

function addTable(builder: DefinitionsBuilder, source: JsonSource, context: DefinitionContext): void {
  const logicalName = textOf(source, 'LogicalName') ?? context.table
  if (logicalName === undefined) {
    throw new EntityDefinitionsError(
      'missingName',
      'a table has no LogicalName; say which it is with `table`',
      source.path,
    )
  }
  builder.addTable({ logicalName, ...readTable(source) })
  const below = { table: logicalName }
  for (const attribute of objectsOf(source, 'Attributes') ?? []) addAttribute(builder, attribute, below)
  for (const key of objectsOf(source, 'Keys') ?? []) builder.addKey(logicalName, readKey(key, nameOf(key, 'a key')))
  for (const name of ['OneToManyRelationships', 'ManyToOneRelationships', 'ManyToManyRelationships']) {
    for (const relationship of objectsOf(source, name) ?? []) addRelationship(builder, relationship)
  }
}

function addAttribute(builder: DefinitionsBuilder, source: JsonSource, context: DefinitionContext): void {
  const name = nameOf(source, 'a column', context.attribute)
  const { attribute, optionSet } = readAttribute(source, name, context.cast)
  builder.addAttribute(tableOf(source, context, 'a column'), attribute)
  if (optionSet?.isGlobal === true && optionSet.name !== undefined) {
    builder.addOptionSet({ ...optionSet, name: optionSet.name })
  }
}

function addRelationship(builder: DefinitionsBuilder, source: JsonSource): void {
  const relationship = readRelationship(source)
  if (relationship) builder.addRelationship(relationship)
}

function addOptionSet(builder: DefinitionsBuilder, source: JsonSource, context: DefinitionContext): void {
  const { name, ...optionSet } = readOptionSet(source)
  const { table, attribute } = context
  if (table !== undefined && attribute !== undefined) {
    const { options, isGlobal } = optionSet
    builder.addAttribute(table, {
      logicalName: attribute,
      ...(options && { options }),
      ...(name !== undefined && { optionSetName: name }),
      ...(isGlobal !== undefined && { isGlobalOptionSet: isGlobal }),
    })
    if (isGlobal !== true) return
  }
  if (name === undefined || optionSet.isGlobal === false) {
    throw new EntityDefinitionsError(
      'unknownTable',
      'an option set has no name of its own; say whose it is with `table` and `attribute`',
      source.path,
    )
  }
  builder.addOptionSet({ name, ...optionSet })
}

function nameOf(source: JsonSource, what: string, known?: string): string {
  const name = textOf(source, 'LogicalName') ?? known
  if (name !== undefined) return name
  throw new EntityDefinitionsError('missingName', `${what} has no LogicalName`, source.path)
}

function tableOf(source: JsonSource, context: DefinitionContext, what: string): string {
  const table = context.table ?? textOf(source, 'EntityLogicalName')
  if (table !== undefined) return table
  throw new EntityDefinitionsError(
    'unknownTable',
    `nothing tells which table ${what} is of; say it with \`table\``,
    source.path,
  )
}
