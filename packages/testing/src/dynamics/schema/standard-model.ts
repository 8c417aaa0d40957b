import type {
  AttributeMetadata,
  EntitySet,
  EntityType,
  Model,
  NavigationProperty,
  Operation,
  OperationImport,
  OptionSet,
  Property,
  TableMetadata,
} from '@dynamics-kit/odata'
import { metadataModel } from '../metadata/metadata-model.ts'
import { attributeOfSource, inEnglish } from './attribute-of-source.ts'
import { standardOperations } from './standard-operations.ts'
import { standardComplexTypes, standardEnumTypes } from './standard-types.ts'
import type { ColumnSource, TableSource } from './table-source.ts'
import { standardTables } from './tables/index.ts'

interface Draft {
  readonly source: TableSource
  readonly navigationProperties: Map<string, NavigationProperty>
}

/**
 * The entity data model of a fake environment without a schema of its own. Columns are made when a table's are first asked
 * for: most programs touch a few tables.
 */
export function standardModel(): Model {
  const drafts = new Map<string, Draft>(
    standardTables.map((source) => [source.name, { source, navigationProperties: new Map() }]),
  )
  for (const draft of drafts.values()) {
    const { columns } = draft.source
    for (const name in columns) if (columns[name]?.targets) addNavigations(drafts, draft, name, columns[name])
    for (const { name, target } of draft.source.manyToMany ?? []) addManyToMany(drafts, draft, name, target)
  }
  const definitions = metadataModel()
  const operations = once(standardOperations)
  const operationImports = once(() => importsOf(operations()))
  const complexTypes = once(() => new Map([...standardComplexTypes(), ...definitions.complexTypes()]))
  const enumTypes = once(() => new Map([...standardEnumTypes(), ...definitions.enumTypes()]))
  const optionSets = once(globalOptionSets)
  return {
    namespace: 'Microsoft.Dynamics.CRM',
    alias: 'mscrm',
    entityTypes: new Map([
      ...[...drafts].map(([name, draft]): [string, EntityType] => [name, entityType(drafts, draft)]),
      ...definitions.entityTypes,
    ]),
    entitySets: new Map([...entitySets(drafts), ...definitions.entitySets]),
    get complexTypes() {
      return complexTypes()
    },
    get enumTypes() {
      return enumTypes()
    },
    get operations() {
      return operations()
    },
    get operationImports() {
      return operationImports()
    },
    get globalOptionSets() {
      return optionSets()
    },
  }
}

/** What few programs look at, made when somebody does. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

const importsOf = (operations: ReadonlyMap<string, readonly Operation[]>): Map<string, OperationImport> =>
  new Map(
    [...operations.values()]
      .flat()
      .filter((operation) => !operation.isBound)
      .map(({ name, kind }): [string, OperationImport] => [name, { name, kind, operation: name }]),
  )

const edmTypes: Readonly<Record<ColumnSource['type'], string>> = {
  BigInt: 'Edm.Int64',
  Boolean: 'Edm.Boolean',
  CalendarRules: 'Edm.String',
  Customer: 'Edm.Guid',
  DateTime: 'Edm.DateTimeOffset',
  Decimal: 'Edm.Decimal',
  Double: 'Edm.Double',
  EntityName: 'Edm.String',
  File: 'Edm.Guid',
  Image: 'Edm.Binary',
  Integer: 'Edm.Int32',
  Lookup: 'Edm.Guid',
  ManagedProperty: 'Edm.String',
  Memo: 'Edm.String',
  Money: 'Edm.Decimal',
  MultiSelectPicklist: 'Edm.String',
  Owner: 'Edm.Guid',
  PartyList: 'Edm.String',
  Picklist: 'Edm.Int32',
  State: 'Edm.Int32',
  Status: 'Edm.Int32',
  String: 'Edm.String',
  Uniqueidentifier: 'Edm.Guid',
  Virtual: 'Edm.String',
}

const propertyName = (name: string, column: ColumnSource): string => (column.targets ? `_${name}_value` : name)

/** Columns of the table's own. One that its base has too may say more of it, such as other choices: it stands here again. */
function propertiesOf(drafts: ReadonlyMap<string, Draft>, { source }: Draft): Map<string, Property> {
  const found = new Map<string, Property>()
  for (const [name, column] of Object.entries(source.columns)) {
    if (column.targets && inherits(drafts, source, name)) continue
    found.set(propertyName(name, column), property(name, column, source))
  }
  return found
}

function addNavigations(drafts: ReadonlyMap<string, Draft>, draft: Draft, name: string, column: ColumnSource): void {
  const { targets } = column
  if (!targets) return
  for (const target of targets) {
    const navigation = target.as ?? (targets.length === 1 ? name : `${name}_${target.table}`)
    const other = drafts.get(target.table)
    if (navigation === '' || !other) continue
    draft.navigationProperties.set(navigation, {
      name: navigation,
      type: { name: target.table, collection: false },
      nullable: false,
      ...(target.partner === undefined ? {} : { partner: target.partner }),
      referentialConstraint: { property: propertyName(name, column), referencedProperty: keyOfDraft(drafts, other) },
      containsTarget: false,
    })
    if (target.partner === undefined) continue
    other.navigationProperties.set(target.partner, {
      name: target.partner,
      type: { name: draft.source.name, collection: true },
      nullable: false,
      partner: navigation,
      containsTarget: false,
    })
  }
}

function addManyToMany(drafts: ReadonlyMap<string, Draft>, draft: Draft, name: string, target: string): void {
  const end = (type: string): NavigationProperty => ({
    name,
    type: { name: type, collection: true },
    nullable: false,
    partner: name,
    containsTarget: false,
  })
  draft.navigationProperties.set(name, end(target))
  drafts.get(target)?.navigationProperties.set(name, end(draft.source.name))
}

/** The type in `$metadata` of a standard column. */
export const edmTypeOfSource = ({ type, dateTimeBehavior }: ColumnSource): string =>
  dateTimeBehavior === 'DateOnly' ? 'Edm.Date' : edmTypes[type]

const baseOf = (source: TableSource): string | null => (source.base === undefined ? 'crmbaseentity' : source.base)

function inherits(drafts: ReadonlyMap<string, Draft>, source: TableSource, column: string): boolean {
  const base = baseOf(source)
  const above = base === null ? undefined : drafts.get(base)?.source
  return above !== undefined && (column in above.columns || inherits(drafts, above, column))
}

function keyOfDraft(drafts: ReadonlyMap<string, Draft>, draft: Draft): string {
  if (draft.source.key !== undefined) return draft.source.key
  const base = baseOf(draft.source)
  const above = base === null ? undefined : drafts.get(base)
  return above ? keyOfDraft(drafts, above) : ''
}

function property(logicalName: string, column: ColumnSource, source: TableSource): Property {
  let metadata: AttributeMetadata | undefined
  const edmType = edmTypeOfSource(column)
  return {
    name: propertyName(logicalName, column),
    type: { name: edmType, collection: false },
    nullable: true,
    computed: column.computed === true || column.targets !== undefined,
    readOnly: column.readOnly === true,
    ...(column.maxLength === undefined ? {} : { maxLength: column.maxLength }),
    ...(edmType === 'Edm.String' ? { unicode: false } : {}),
    ...(edmType === 'Edm.Decimal' ? { scale: 'Variable' } : {}),
    get attribute() {
      metadata ??= attributeOfSource(logicalName, column, source)
      return metadata
    },
  }
}

function entityType(drafts: ReadonlyMap<string, Draft>, draft: Draft): EntityType {
  const { source, navigationProperties } = draft
  const base = baseOf(source)
  let properties: ReadonlyMap<string, Property> | undefined
  return {
    name: source.name,
    ...(base === null ? {} : { baseType: base }),
    abstract: source.abstract === true,
    openType: source.openType === true,
    key: source.key === undefined ? [] : [source.key],
    alternateKeys: source.alternateKeys ?? [],
    get properties() {
      properties ??= propertiesOf(drafts, draft)
      return properties
    },
    navigationProperties,
    table: tableOfSource(source),
  }
}

function tableOfSource(source: TableSource): TableMetadata {
  const { label, collectionLabel, metadataId, objectTypeCode, primaryName } = source
  return {
    schemaName: source.schemaName,
    ownershipType: source.ownership,
    isActivity: source.isActivity === true,
    isCustomEntity: source.isCustom === true,
    tableType: source.tableType ?? 'Standard',
    changeTrackingEnabled: source.changeTracking === true,
    ...(metadataId === undefined ? {} : { metadataId }),
    ...(label === undefined ? {} : { displayName: label, displayNames: inEnglish(label) }),
    ...(collectionLabel === undefined
      ? {}
      : { displayCollectionName: collectionLabel, displayCollectionNames: inEnglish(collectionLabel) }),
    ...(objectTypeCode === undefined ? {} : { objectTypeCode }),
    ...(primaryName === undefined ? {} : { primaryNameAttribute: primaryName }),
  }
}

/** Option sets that columns share, with the options of the first that has them. */
function globalOptionSets(): Map<string, OptionSet> {
  const sets = new Map<string, OptionSet>()
  for (const source of standardTables) {
    for (const [logicalName, column] of Object.entries(source.columns)) {
      const name = column.globalOptionSet
      if (name === undefined || sets.has(name)) continue
      const { displayName, displayNames, options } = attributeOfSource(logicalName, column, source)
      sets.set(name, {
        name,
        type: 'Picklist',
        isGlobal: true,
        ...(displayName === undefined ? {} : { displayName }),
        ...(displayNames === undefined ? {} : { displayNames }),
        ...(options === undefined ? {} : { options }),
      })
    }
  }
  return sets
}

function entitySets(drafts: ReadonlyMap<string, Draft>): Map<string, EntitySet> {
  const sets = new Map<string, EntitySet>()
  for (const { source, navigationProperties } of drafts.values()) {
    if (source.set === undefined) continue
    const bindings = new Map<string, string>()
    for (const navigation of navigationProperties.values()) {
      const target = drafts.get(navigation.type.name)?.source.set
      if (target !== undefined) bindings.set(navigation.name, target)
    }
    sets.set(source.set, {
      name: source.set,
      entityType: source.name,
      navigationPropertyBindings: bindings,
      changeTracking: source.changeTracking === true,
    })
  }
  return sets
}
