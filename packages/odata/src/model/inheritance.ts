import type { AttributeMetadata, ComplexType, EntityType, Model, NavigationProperty, Property } from './model.ts'

/** All properties of an entity or complex type, inherited ones first; where both have a name, the derived type's. */
export function propertiesOf(model: Model, typeName: string): ReadonlyMap<string, Property> {
  return membersOf(model, typeName, (type) => type.properties)
}

/** All navigation properties of an entity or complex type, inherited ones first. */
export function navigationPropertiesOf(model: Model, typeName: string): ReadonlyMap<string, NavigationProperty> {
  return membersOf(model, typeName, (type) => type.navigationProperties)
}

/** One property by name, own or inherited. Cheaper than {@link propertiesOf} for a single look. */
export function findProperty(model: Model, typeName: string, name: string): Property | undefined {
  for (const type of lineage(model, typeName)) {
    const property = type.properties.get(name)
    if (property) return property
  }
  return undefined
}

/** One navigation property by name, own or inherited. */
export function findNavigationProperty(model: Model, typeName: string, name: string): NavigationProperty | undefined {
  for (const type of lineage(model, typeName)) {
    const property = type.navigationProperties.get(name)
    if (property) return property
  }
  return undefined
}

/** Property names of the primary key, own or inherited; empty for a type without one. */
export function keyOf(model: Model, typeName: string): readonly string[] {
  for (const type of lineage(model, typeName)) {
    if ('key' in type && type.key.length > 0) return type.key
  }
  return []
}

/**
 * What is known of a table's columns, by logical name: what its own definition says, and of columns that it does not name
 * what the types above it say. Empty where only a `$metadata` is known.
 */
export function attributesOf(model: Model, typeName: string): ReadonlyMap<string, AttributeMetadata> {
  const attributes = new Map<string, AttributeMetadata>()
  for (const type of lineage(model, typeName).toReversed()) {
    for (const { attribute } of type.properties.values())
      if (attribute) attributes.set(attribute.logicalName, attribute)
    if (!('attributes' in type)) continue
    for (const [name, attribute] of type.attributes ?? []) attributes.set(name, attribute)
  }
  return attributes
}

/** Tells whether a type is the base type or derived from it, over any number of steps. */
export function isDerivedFrom(model: Model, typeName: string, base: string): boolean {
  if (typeName === base) return true
  for (const type of lineage(model, typeName)) if (type.name === base) return true
  return false
}

/** The type, its base, its base's base, …. A document whose types derive from each other in a circle ends as well. */
function lineage(model: Model, typeName: string): readonly (EntityType | ComplexType)[] {
  const types: (EntityType | ComplexType)[] = []
  let name: string | undefined = typeName
  while (name !== undefined) {
    const type: EntityType | ComplexType | undefined = model.entityTypes.get(name) ?? model.complexTypes.get(name)
    if (!type || types.includes(type)) break
    types.push(type)
    name = type.baseType
  }
  return types
}

function membersOf<Member>(
  model: Model,
  typeName: string,
  own: (type: EntityType | ComplexType) => ReadonlyMap<string, Member>,
): ReadonlyMap<string, Member> {
  const maps = lineage(model, typeName)
    .map(own)
    .filter(({ size }) => size > 0)
  // Most types inherit nothing, and models have hundreds.
  const [only, ...more] = maps
  if (only !== undefined && more.length === 0) return only
  const members = new Map<string, Member>()
  for (const map of maps.toReversed()) for (const [name, member] of map) members.set(name, member)
  return members
}
