import type { ChoiceOption, EntityType, Model, NavigationProperty, Property } from '@dynamics-kit/odata'
import { attributeTypeOf, columnTypeOf } from './column-type.ts'
import type { AlternateKeyDefinition, Column, ManyNavigation, Navigation, Table, PickedColumns } from './table.ts'

/** An environment's tables, resolved from a model as they are first asked for. */
export interface Schema {
  /** As it is now: definitions may have changed since the start. */
  readonly model: Model
  /** By logical name. */
  table(name: string): Table | undefined
  /** By entity set name. */
  bySet(set: string): Table | undefined
  /** Logical names of every type with an entity set. */
  readonly names: readonly string[]
  /** Puts another model in the place of this one. Tables that were asked for before are those of the model they came from. */
  change(model: Model): void
  /** The same tables. Neither sees how the other is changed from now on. */
  fork(): Schema
}

/**
 * Makes tables of a model. `known` is consulted for what a `$metadata` does not say (choices, lengths, required levels) of
 * tables and columns that every environment has.
 */
export function createSchema(model: Model, known?: Model): Schema {
  return new ModelSchema(contextOf(model, known), new Map())
}

/** A class, because each fork has one: V8 keeps accessors of a single object, and all that they hold, until a full collection. */
class ModelSchema implements Schema {
  #context: Context
  /** Tables of the context that were asked for, here or in another schema of the same context. */
  #tables: Map<string, Table | undefined>

  constructor(context: Context, tables: Map<string, Table | undefined>) {
    this.#context = context
    this.#tables = tables
  }

  get model(): Model {
    return this.#context.model
  }

  get names(): readonly string[] {
    return [...this.#context.setOf.keys()]
  }

  table(name: string): Table | undefined {
    if (!this.#tables.has(name)) {
      const type = this.#context.model.entityTypes.get(name)
      this.#tables.set(name, type && createTable(this.#context, type))
    }
    return this.#tables.get(name)
  }

  bySet(set: string): Table | undefined {
    const found = this.#context.model.entitySets.get(set)
    return found && this.table(found.entityType)
  }

  change(model: Model): void {
    this.#context = contextOf(model, this.#context.known)
    this.#tables = new Map()
  }

  fork(): Schema {
    return new ModelSchema(this.#context, this.#tables)
  }
}

function contextOf(model: Model, known: Model | undefined): Context {
  const setOf = new Map<string, string>()
  for (const set of model.entitySets.values()) if (!setOf.has(set.entityType)) setOf.set(set.entityType, set.name)
  const derived = new Map<string, string[]>()
  for (const type of model.entityTypes.values()) {
    if (type.baseType !== undefined) derived.set(type.baseType, [...(derived.get(type.baseType) ?? []), type.name])
  }
  return { model, known, setOf, derived, manyToMany: manyToManyOf(model) }
}

function manyToManyOf(model: Model): Context['manyToMany'] {
  const found = new Map<string, Pick<ManyNavigation, 'intersect' | 'near' | 'far'>>()
  for (const relationship of model.relationships?.values() ?? []) {
    if (relationship.kind !== 'manyToMany') continue
    const {
      entity1IntersectAttribute: one,
      entity2IntersectAttribute: two,
      intersectEntityName: intersect,
    } = relationship
    if (intersect === undefined || one === undefined || two === undefined) continue
    const { entity1NavigationPropertyName: fromOne, entity2NavigationPropertyName: fromTwo } = relationship
    found.set(`${relationship.entity2LogicalName}.${fromTwo ?? ''}`, { intersect, near: two, far: one })
    found.set(`${relationship.entity1LogicalName}.${fromOne ?? ''}`, { intersect, near: one, far: two })
  }
  return found
}

interface Context {
  readonly model: Model
  readonly known: Model | undefined
  /** Entity type to entity set. */
  readonly setOf: ReadonlyMap<string, string>
  /** Type to the types directly below it. */
  readonly derived: ReadonlyMap<string, readonly string[]>
  /** Where the pairs of an N:N relationship are, where the model says so; by `table.navigationProperty`. */
  readonly manyToMany: ReadonlyMap<string, Pick<ManyNavigation, 'intersect' | 'near' | 'far'>>
}

function createTable(context: Context, type: EntityType): Table {
  const chain = chainOf(context.model, type)
  const { key, keyAlias } = keyOfChain(chain)
  const known = context.known?.entityTypes.get(type.name)
  const metadata = type.table ?? known?.table
  const columns = new Map<string, Column>()
  let navigations: ReadonlyMap<string, Navigation> | undefined
  const targets = new Map<string, Map<string, string>>()
  for (const link of chain) {
    for (const navigation of link.navigationProperties.values()) noteTarget(context, targets, chain, navigation)
  }
  const siblings = { has: (name: string) => chain.some((link) => link.properties.has(name)) }
  for (const link of chain) {
    for (const property of link.properties.values()) {
      const described = describedBy(context, type, property)
      columns.set(property.name, createColumn(property, described, siblings, targets.get(property.name)))
    }
  }
  return {
    name: type.name,
    set: context.setOf.get(type.name),
    type,
    metadata,
    qualifiedName: `${context.model.namespace}.${type.name}`,
    key,
    keyAlias,
    primaryName: primaryNameOf(metadata?.primaryNameAttribute, type.name, columns),
    objectTypeCode: metadata?.objectTypeCode,
    ownership: metadata?.ownershipType ?? (columns.has('_ownerid_value') ? 'UserOwned' : 'OrganizationOwned'),
    displayName: metadata?.displayName ?? type.name,
    isActivity: metadata?.isActivity ?? chain.some((link) => link.name === 'activitypointer'),
    columns,
    attributes: new Map([...columns.values()].map((column) => [column.attribute, column])),
    // Users have hundreds, of which most programs follow none.
    get navigations() {
      navigations ??= navigationsOf(context, type, chain)
      return navigations
    },
    concrete: concreteOf(context, type),
    alternateKeys: chain
      .flatMap((link) => link.alternateKeys)
      .filter(({ indexStatus = 'Active' }) => indexStatus === 'Active')
      .map(alternateKey),
    isIntersect:
      metadata?.isIntersect ??
      (chain.every((link) => link.navigationProperties.size === 0) && isPair(context, columns, key)),
    picked: pickedColumns(columns),
  }
}

function pickedColumns(columns: ReadonlyMap<string, Column>): PickedColumns {
  const all = [...columns.values()]
  return {
    defaults: all.flatMap(({ name, defaultValue: value }) => (value === undefined ? [] : [{ name, value }])),
    required: all.filter(({ required, readOnly }) => required && !readOnly),
    images: all.filter(({ type }) => type === 'image'),
    addressPrefixes: all.flatMap(({ name }) => /^(address\d_)composite$/.exec(name)?.[1] ?? []),
    amounts: all
      .filter(({ name, type }) => type === 'money' && !name.endsWith('_base'))
      .map(({ name }) => ({ name, base: columns.has(`${name}_base`) ? `${name}_base` : undefined })),
    numbered: all.filter(({ metadata }) => metadata?.autoNumberFormat !== undefined),
    secured: all.filter(({ metadata }) => metadata?.isSecured === true),
  }
}

function navigationsOf(context: Context, type: EntityType, chain: readonly EntityType[]): Map<string, Navigation> {
  const found = new Map<string, Navigation>()
  for (const link of chain) {
    for (const navigation of link.navigationProperties.values()) {
      found.set(navigation.name, createNavigation(context, type, link, navigation))
    }
  }
  return found
}

/** The type and those above it, root first. */
function chainOf(model: Model, type: EntityType): EntityType[] {
  const chain = [type]
  for (let above = type.baseType; above !== undefined;) {
    const base = model.entityTypes.get(above)
    if (!base || chain.includes(base)) break
    chain.unshift(base)
    above = base.baseType
  }
  return chain
}

function keyOfChain(chain: readonly EntityType[]): { key: string; keyAlias: string | undefined } {
  const type = chain.at(-1)
  const inherited = chain.find((link) => link.key.length > 0 && link !== type)?.key[0]
  const own = type?.key[0]
  const named = type && type.properties.has(`${type.name}id`) ? `${type.name}id` : undefined
  if (own !== undefined && inherited === undefined) return { key: own, keyAlias: undefined }
  if (inherited === undefined) return { key: named ?? '', keyAlias: undefined }
  // A type that inherits its key and has an id of its own answers with both: users and teams.
  return named === undefined ? { key: inherited, keyAlias: undefined } : { key: named, keyAlias: inherited }
}

function concreteOf(context: Context, type: EntityType): string[] {
  const below = (context.derived.get(type.name) ?? []).flatMap((name) => {
    const child = context.model.entityTypes.get(name)
    return child ? concreteOf(context, child) : []
  })
  return type.abstract ? below : [type.name, ...below]
}

const alternateKey = (key: { name?: string; properties: readonly string[] }): AlternateKeyDefinition => ({
  name: key.name ?? key.properties.join('_'),
  properties: key.properties,
})

/** Two key columns of other tables and nothing else of substance: an intersect table. */
function isPair(context: Context, columns: ReadonlyMap<string, Column>, key: string): boolean {
  const others = [...columns.values()].filter((column) => column.edmType === 'Edm.Guid' && column.name !== key)
  return columns.size <= 6 && others.length === 2 && others.every((column) => ownerOfKey(context, column.name))
}

const ownerOfKey = (context: Context, column: string): boolean =>
  context.model.entityTypes.has(column.replace(/id$/, '').replace(/idone$|idtwo$/, ''))

/** The property with what is known of its column: from the table's own definition, or from what every environment has. */
function describedBy(context: Context, type: EntityType, property: Property): Property {
  const attribute = type.attributes?.get(property.name.replace(/^_(.+)_value$/, '$1'))
  if (attribute) return { ...property, attribute }
  return property.attribute ? property : describedByKnown(context, type.name, property)
}

function describedByKnown(context: Context, typeName: string, property: Property): Property {
  for (let type = context.known?.entityTypes.get(typeName); type;) {
    const found = type.properties.get(property.name)
    if (found) return found
    type = type.baseType === undefined ? undefined : context.known?.entityTypes.get(type.baseType)
  }
  return property
}

function createColumn(
  property: Property,
  described: Property,
  siblings: { has(name: string): boolean },
  targets: ReadonlyMap<string, string> | undefined,
): Column {
  const metadata = described.attribute
  const attributeType = metadata?.attributeType ?? attributeTypeOf(property, siblings)
  const options = metadata?.options ?? assumedOptions(attributeType)
  return {
    name: property.name,
    attribute: metadata?.logicalName ?? property.name.replace(/^_(.+)_value$/, '$1'),
    attributeType,
    type: columnTypeOf(attributeType, property),
    edmType: property.type.name,
    property,
    metadata,
    readOnly: described.readOnly || (described.computed && !/^_.+_value$/.test(property.name)),
    required: metadata?.requiredLevel === 'SystemRequired',
    maxLength: metadata?.maxLength ?? property.maxLength,
    minValue: metadata?.minValue,
    maxValue: metadata?.maxValue,
    precision: metadata?.precision,
    options: options && new Map(options.map((option) => [option.value, option])),
    defaultValue: metadata?.defaultValue,
    targets: targets ?? new Map(),
  }
}

/** The state and reasons that a table has unless somebody changed them. */
function assumedOptions(attributeType: string): readonly ChoiceOption[] | undefined {
  if (attributeType === 'State') {
    return [
      { value: 0, label: 'Active', defaultStatus: 1 },
      { value: 1, label: 'Inactive', defaultStatus: 2 },
    ]
  }
  return undefined
}

function primaryNameOf(
  stated: string | undefined,
  typeName: string,
  columns: ReadonlyMap<string, Column>,
): string | undefined {
  const prefix = /^[a-z0-9]+_/.exec(typeName)?.[0] ?? ''
  const candidates = [stated, 'name', 'fullname', 'subject', 'title', `${prefix}name`, `${typeName}name`]
  return candidates.find((name) => name !== undefined && columns.has(name))
}

function noteTarget(
  context: Context,
  targets: Map<string, Map<string, string>>,
  chain: readonly EntityType[],
  navigation: NavigationProperty,
): void {
  if (navigation.type.collection) return
  const property = lookupProperty(chain, navigation)
  if (property === undefined) return
  const group = targets.get(property) ?? new Map<string, string>()
  const declared = context.model.entityTypes.get(navigation.type.name)
  const names = declared?.abstract ? concreteOf(context, declared) : [navigation.type.name]
  // A navigation property of a table's own goes before that of an abstract type above it.
  for (const name of names) if (!declared?.abstract || !group.has(name)) group.set(name, navigation.name)
  targets.set(property, group)
}

function createNavigation(
  context: Context,
  type: EntityType,
  declaring: EntityType,
  navigation: NavigationProperty,
): Navigation {
  const target = navigation.type.name
  const { name } = navigation
  if (!navigation.type.collection) {
    const property = lookupProperty(chainOf(context.model, type), navigation)
    return property === undefined ? { kind: 'unmodelled', name, target } : { kind: 'lookup', name, target, property }
  }
  if (navigation.partner === name) return manyNavigation(context, declaring, navigation)
  const property = lookupOf(context, target, navigation.partner)
  return property === undefined || navigation.partner === undefined
    ? { kind: 'unmodelled', name, target }
    : { kind: 'collection', name, target, property, partner: navigation.partner }
}

/**
 * The lookup behind a single-valued navigation property. Real `$metadata` leaves the referential constraint out where a
 * lookup has several targets: `regardingobjectid_account_task` is one of `_regardingobjectid_value`.
 */
function lookupProperty(chain: readonly EntityType[], navigation: NavigationProperty): string | undefined {
  const has = (property: string): boolean => chain.some((link) => link.properties.has(property))
  const stated = navigation.referentialConstraint?.property
  if (stated !== undefined) return has(stated) ? stated : undefined
  const words = navigation.name.split('_')
  for (let length = words.length; length > 0; length--) {
    const property = `_${words.slice(0, length).join('_')}_value`
    if (has(property)) return property
  }
  return undefined
}

function lookupOf(context: Context, typeName: string, partner: string | undefined): string | undefined {
  const type = context.model.entityTypes.get(typeName)
  if (!type || partner === undefined) return undefined
  const chain = chainOf(context.model, type)
  const navigation = chain.findLast((link) => link.navigationProperties.has(partner))?.navigationProperties.get(partner)
  return navigation && lookupProperty(chain, navigation)
}

function manyNavigation(context: Context, declaring: EntityType, navigation: NavigationProperty): Navigation {
  const { name } = navigation
  const target = navigation.type.name
  const stated = context.manyToMany.get(`${declaring.name}.${name}`)
  if (stated) return { kind: 'many', name, target, ...stated }
  const nearKey = keyName(context, declaring)
  const targetType = context.model.entityTypes.get(target)
  const farKey = targetType ? keyName(context, targetType) : ''
  const stem = name.replace(/_association$/, '')
  const intersect =
    [name, stem, stem.toLowerCase()].find((candidate) => {
      const properties = context.model.entityTypes.get(candidate)?.properties
      return properties?.has(nearKey) === true && properties.has(farKey)
    }) ?? name
  return nearKey === farKey
    ? { kind: 'many', name, target, intersect, near: `${nearKey}one`, far: `${farKey}two` }
    : { kind: 'many', name, target, intersect, near: nearKey, far: farKey }
}

const keyName = (context: Context, type: EntityType): string => keyOfChain(chainOf(context.model, type)).key
