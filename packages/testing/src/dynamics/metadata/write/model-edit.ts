import type {
  AttributeMetadata,
  EntitySet,
  EntityType,
  Model,
  NavigationProperty,
  OptionSet,
  Property,
  Relationship,
} from '@dynamics-kit/odata'

/** A type while it is changed. */
type TypeDraft = Omit<EntityType, 'properties' | 'navigationProperties' | 'attributes' | 'alternateKeys'> & {
  readonly properties: Map<string, Property>
  readonly navigationProperties: Map<string, NavigationProperty>
  readonly attributes?: Map<string, AttributeMetadata>
  alternateKeys: EntityType['alternateKeys']
  table?: EntityType['table']
}

/** Changes to a model, which itself stays as it is. */
export interface ModelEdit {
  /** A type, to be changed. @throws Error for one that the model has not */
  type(name: string): TypeDraft
  addType(type: EntityType): void
  removeType(name: string): void
  readonly types: ReadonlyMap<string, EntityType | TypeDraft>
  readonly entitySets: Map<string, EntitySet>
  readonly relationships: Map<string, Relationship>
  readonly globalOptionSets: Map<string, OptionSet>
  /** The model with all changes. */
  build(): Model
}

export function editModel(model: Model): ModelEdit {
  const types = new Map<string, EntityType | TypeDraft>(model.entityTypes)
  const drafts = new Map<string, TypeDraft>()
  const entitySets = new Map(model.entitySets)
  const relationships = new Map(model.relationships)
  const globalOptionSets = new Map(model.globalOptionSets)
  return {
    types,
    entitySets,
    relationships,
    globalOptionSets,
    type(name) {
      const before = drafts.get(name)
      if (before) return before
      const type = types.get(name)
      if (!type) throw new Error(`The model has no type ${name}.`)
      const draft: TypeDraft = {
        ...type,
        properties: new Map(type.properties),
        navigationProperties: new Map(type.navigationProperties),
        ...(type.attributes ? { attributes: new Map(type.attributes) } : {}),
      } as TypeDraft // what is absent in a type is absent in its draft
      drafts.set(name, draft)
      types.set(name, draft)
      return draft
    },
    addType(type) {
      types.set(type.name, type)
    },
    removeType(name) {
      types.delete(name)
      drafts.delete(name)
    },
    build: () => ({ ...model, entityTypes: types, entitySets, relationships, globalOptionSets }),
  }
}
