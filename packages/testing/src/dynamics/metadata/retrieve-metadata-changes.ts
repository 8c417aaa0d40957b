import { Fault, validation } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import { complexAnswer } from '../operations/complex-answer.ts'
import type { OperationHandler } from '../operations/invocation.ts'
import { isObject } from '../write/payload.ts'
import { createCatalog } from './catalog.ts'
import { complexJson, type ComplexShape, type DefinitionKind, kindOf, relatedOf } from './complex-definition.ts'
import type { Definition } from './definition.ts'
import { compileCriteria } from './metadata-criteria.ts'
import { optionId } from './option-set-definition.ts'
import type { DeletedKind, MetadataHistory } from './metadata-history.ts'

/**
 * `RetrieveMetadataChanges(Query,ClientVersionStamp,DeletedMetadataFilters)`: the definitions that a query describes, or of
 * these the ones that changed since a stamp.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/query-schema-definitions
 */
export const retrieveMetadataChanges: OperationHandler = {
  kind: 'function',
  run({ exchange, parameters }) {
    if (parameters['AppModuleId'] !== undefined && parameters['AppModuleId'] !== null) {
      throw notModelled('metadata', 'RetrieveMetadataChanges for an app (AppModuleId)')
    }
    const { history } = exchange.organization
    const query = readQuery(parameters['Query'])
    const since = sinceOf(history, parameters['ClientVersionStamp'])
    const stamp = history.stamp()
    const shape = shapeOf(query, history, since)
    const entities = createCatalog(exchange.organization)
      .entities()
      .filter(
        (entity) => query.entity.matches(entity) && (since === undefined || concerns(entity, shape, history, since)),
      )
    return complexAnswer(exchange, 'RetrieveMetadataChangesResponse', {
      ServerVersionStamp: stamp,
      DeletedMetadata: deletedMetadata(history, since, parameters['DeletedMetadataFilters']),
      EntityMetadata: entities.map((entity) => complexJson(entity, shape, 'EntityMetadata')),
    })
  },
}

interface PartQuery {
  wants(member: string): boolean
  matches(definition: Definition): boolean
}

type Query = Readonly<Record<Exclude<DefinitionKind, 'optionSet'>, PartQuery>> & {
  readonly languages: ReadonlySet<number> | undefined
}

/** `EntityQueryExpression`. */
function readQuery(query: unknown): Query {
  if (query !== undefined && query !== null && !isObject(query)) {
    throw validation('0x80040203', "The parameter 'Query' has to be an EntityQueryExpression.")
  }
  const given = query ?? {}
  const labels = given['LabelQuery']
  const languages = isObject(labels) ? labels['FilterLanguages'] : undefined
  return {
    entity: readPart(given, ['EntityMetadata']),
    attribute: readPart(given['AttributeQuery'], ['AttributeMetadata']),
    relationship: readPart(given['RelationshipQuery'], [
      'OneToManyRelationshipMetadata',
      'ManyToManyRelationshipMetadata',
    ]),
    key: readPart(given['KeyQuery'], ['EntityKeyMetadata']),
    languages: Array.isArray(languages) && languages.length > 0 ? new Set(languages.map(Number)) : undefined,
  }
}

function readPart(part: unknown, types: readonly string[]): PartQuery {
  if (part === undefined || part === null) return { wants: () => true, matches: () => true }
  if (!isObject(part)) throw validation('0x80040203', 'A part of the query is not a metadata query expression.')
  const properties = part['Properties']
  const all = !isObject(properties) || properties['AllProperties'] === true
  const names = isObject(properties) && Array.isArray(properties['PropertyNames']) ? properties['PropertyNames'] : []
  const wanted = new Set(names.map(String))
  // A condition on what only one kind of relationship has holds for none of the other.
  const criteria = types.flatMap((type) => {
    try {
      return [{ type, matches: compileCriteria(part['Criteria'], type) }]
    } catch (error) {
      if (types.length > 1 && type !== types.at(-1) && error instanceof Fault) return []
      throw error
    }
  })
  return {
    wants: (member) => all || wanted.has(member),
    matches(definition) {
      const own =
        criteria.find(({ type }) => type === definition.type) ?? (types.length === 1 ? criteria[0] : undefined)
      return own?.matches(definition) ?? false
    },
  }
}

function sinceOf(history: MetadataHistory, stamp: unknown): number | undefined {
  if (stamp === undefined || stamp === null || stamp === '') return undefined
  const since = history.read(String(stamp))
  if (since !== undefined) return since
  throw new Fault(
    400,
    '0x80044352',
    'Version stamp associated with the client has expired. Please perform a full sync.',
  )
}

function shapeOf(query: Query, history: MetadataHistory, since: number | undefined): ComplexShape {
  const shape: ComplexShape = {
    wants: (kind, member) => kind === 'optionSet' || query[kind].wants(member),
    matches(kind, definition) {
      if (kind !== 'optionSet' && !query[kind].matches(definition)) return false
      // What did not change is told only where something below it did; an option set comes with its column.
      return since === undefined || kind === 'optionSet' || concerns(definition, shape, history, since)
    },
    hasChanged: (definition) => (since === undefined ? null : history.isChangedSince(since, definition.id)),
    // All options are listed, but only new ones with what they are called.
    ...(since === undefined
      ? {}
      : { tellsOption: (set, value) => history.isChangedSince(since, optionId(set, value)) }),
    ...(query.languages ? { languages: query.languages } : {}),
  }
  return shape
}

const children = {
  entity: ['Attributes', 'Keys', 'OneToManyRelationships', 'ManyToOneRelationships', 'ManyToManyRelationships'],
  attribute: ['OptionSet'],
  relationship: [],
  key: [],
  optionSet: [],
} as const

/** Whether a definition changed, or something below it that the query asks for. */
function concerns(definition: Definition, shape: ComplexShape, history: MetadataHistory, since: number): boolean {
  if (history.isChangedSince(since, definition.id)) return true
  const kind = kindOf(definition)
  return children[kind].some(
    (name) =>
      shape.wants(kind, name) &&
      relatedOf(definition, name).some((child) => {
        const childKind = kindOf(child)
        if (childKind === 'optionSet') return history.isChangedSince(since, child.id)
        return shape.matches?.(childKind, child) ?? true
      }),
  )
}

const filters: readonly DeletedKind[] = ['Default', 'Attribute', 'Relationship', 'Label', 'OptionSet']

/** Ids of what is gone, of the kinds asked for: the query does not limit them. */
function deletedMetadata(
  history: MetadataHistory,
  since: number | undefined,
  wanted: unknown,
): Readonly<Record<string, unknown>> {
  const names = typeof wanted === 'string' ? wanted.split(',').map((name) => name.trim()) : []
  const unknown = names.find((name) => name !== 'All' && !filters.some((filter) => filter === name))
  if (unknown !== undefined) {
    throw validation('0x80040203', `'${unknown}' is not a member of DeletedMetadataFilters.`)
  }
  const kinds = since === undefined ? [] : filters.filter((filter) => names.includes('All') || names.includes(filter))
  const found = kinds
    .map((kind) => ({ kind, ids: since === undefined ? [] : history.deletedSince(since, kind) }))
    .filter(({ ids }) => ids.length > 0)
  return {
    Count: found.length,
    IsReadOnly: false,
    Keys: found.map(({ kind }) => kind),
    Values: found.map(({ ids }) => ({ Items: ids })),
  }
}
