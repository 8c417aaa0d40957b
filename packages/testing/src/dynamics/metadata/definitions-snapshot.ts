import type { EntityType, Model } from '@dynamics-kit/odata'
import type { MetadataHistory, MetadataHistorySnapshot } from './metadata-history.ts'

/** What changed in an environment's definitions since it was founded, as plain JSON. */
export interface DefinitionsSnapshot {
  readonly history: MetadataHistorySnapshot
  /** Types that are new or other than they were, maps as lists of pairs. */
  readonly types: readonly unknown[]
  readonly removedTypes: readonly string[]
  readonly entitySets: unknown
  readonly relationships: unknown
  readonly globalOptionSets: unknown
}

/** `undefined` where nothing changed. */
export function saveDefinitions(
  founded: Model,
  model: Model,
  history: MetadataHistory,
): DefinitionsSnapshot | undefined {
  if (model === founded) return undefined
  return {
    history: history.snapshot(),
    types: [...model.entityTypes.values()].filter((type) => founded.entityTypes.get(type.name) !== type).map(toJson),
    removedTypes: [...founded.entityTypes.keys()].filter((name) => !model.entityTypes.has(name)),
    entitySets: toJson(model.entitySets),
    relationships: toJson(model.relationships ?? new Map()),
    globalOptionSets: toJson(model.globalOptionSets ?? new Map()),
  }
}

/** The model that {@link saveDefinitions} saw. What a snapshot holds was written there, so its shape is trusted. */
export function loadDefinitions(founded: Model, snapshot: DefinitionsSnapshot): Model {
  const entityTypes = new Map(founded.entityTypes)
  for (const name of snapshot.removedTypes) entityTypes.delete(name)
  for (const saved of snapshot.types) {
    const type = fromJson(saved) as EntityType
    entityTypes.set(type.name, type)
  }
  return {
    ...founded,
    entityTypes,
    entitySets: fromJson(snapshot.entitySets) as Model['entitySets'],
    relationships: fromJson(snapshot.relationships) as NonNullable<Model['relationships']>,
    globalOptionSets: fromJson(snapshot.globalOptionSets) as NonNullable<Model['globalOptionSets']>,
  }
}

/** JSON has no maps: they become objects with this one member, a list of pairs. */
const mapMember = '@map'

function toJson(value: unknown): unknown {
  if (value instanceof Map) return { [mapMember]: [...value].map(([key, item]) => [key, toJson(item)]) }
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toJson(item)]))
}

function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson)
  if (typeof value !== 'object' || value === null) return value
  if (mapMember in value && Array.isArray(value[mapMember])) {
    const pairs: readonly (readonly [unknown, unknown])[] = value[mapMember]
    return new Map(pairs.map(([key, item]) => [key, fromJson(item)]))
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fromJson(item)]))
}
