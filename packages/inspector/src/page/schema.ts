import type { Api } from './api.ts'

/** A table, as the list of tables shows it. */
export interface TableName {
  readonly logicalName: string
  readonly entitySetName: string
  readonly label: string
  readonly primaryId: string
  /** null where rows have no name. */
  readonly primaryName: string | null
}

/** A table with what queries and a row's relations need. */
export interface TableFacts extends TableName {
  readonly columns: readonly Column[]
  readonly lookups: readonly Lookup[]
  readonly collections: readonly Collection[]
}

interface Column {
  readonly logicalName: string
  /** Name in queries and rows: `_primarycontactid_value` of a lookup. */
  readonly property: string
  readonly type: string
  readonly label: string
}

/** A single-valued navigation property. */
interface Lookup {
  readonly name: string
  readonly column: string
  readonly target: string
}

/** A collection-valued navigation property; `column` is the lookup of the other side, absent for N:N. */
export interface Collection {
  readonly name: string
  readonly target: string
  readonly column?: string
}

/** Definitions of the environment, asked for once. */
export interface Schema {
  tables(): Promise<readonly TableName[]>
  /** @throws {Error} When there is no such table. */
  table(logicalName: string): Promise<TableFacts>
  /** After definitions may have changed. */
  forget(): void
}

export function createSchema(api: Api): Schema {
  let tables: Promise<readonly TableName[]> | undefined
  const facts = new Map<string, Promise<TableFacts>>()
  const listed = (): Promise<readonly TableName[]> => (tables ??= readTables(api))
  return {
    tables: listed,
    table(logicalName) {
      const known = facts.get(logicalName)
      if (known) return known
      const read = listed().then((all) => readTable(api, all, logicalName))
      facts.set(logicalName, read)
      return read
    },
    forget() {
      tables = undefined
      facts.clear()
    },
  }
}

interface Definition {
  readonly LogicalName: string
  readonly EntitySetName: string | null
  readonly DisplayName?: LabelDefinition
  readonly PrimaryIdAttribute: string
  readonly PrimaryNameAttribute: string | null
}

interface LabelDefinition {
  readonly UserLocalizedLabel: { readonly Label: string } | null
}

async function readTables(api: Api): Promise<readonly TableName[]> {
  const select = 'LogicalName,EntitySetName,DisplayName,PrimaryIdAttribute,PrimaryNameAttribute'
  const { value } = await definitions<{ readonly value: readonly Definition[] }>(
    api,
    `EntityDefinitions?$select=${select}`,
  )
  return value
    .flatMap((one): TableName[] =>
      one.EntitySetName === null
        ? []
        : [
            {
              logicalName: one.LogicalName,
              entitySetName: one.EntitySetName,
              label: labelOf(one.DisplayName) ?? one.LogicalName,
              primaryId: one.PrimaryIdAttribute,
              primaryName: one.PrimaryNameAttribute,
            },
          ],
    )
    .toSorted((left, right) => left.logicalName.localeCompare(right.logicalName))
}

interface Relations {
  readonly Attributes: readonly {
    readonly LogicalName: string
    readonly AttributeType: string
    /** The column that this one only renders, such as the name of a lookup's row. */
    readonly AttributeOf: string | null
    readonly IsValidForRead: boolean
    readonly DisplayName?: LabelDefinition
  }[]
  readonly ManyToOneRelationships: readonly Relationship[]
  readonly OneToManyRelationships: readonly Relationship[]
  readonly ManyToManyRelationships: readonly {
    readonly Entity1LogicalName: string
    readonly Entity2LogicalName: string
    readonly Entity1NavigationPropertyName: string
    readonly Entity2NavigationPropertyName: string
  }[]
}

interface Relationship {
  readonly ReferencedEntity: string
  readonly ReferencingEntity: string
  readonly ReferencingAttribute: string
  /** null where rows cannot be gone to from this side. */
  readonly ReferencedEntityNavigationPropertyName: string | null
  readonly ReferencingEntityNavigationPropertyName: string
}

async function readTable(api: Api, all: readonly TableName[], logicalName: string): Promise<TableFacts> {
  const name = all.find((one) => one.logicalName === logicalName)
  if (!name) throw new Error(`There is no table ${logicalName}.`)
  const expand = ['Attributes($select=LogicalName,AttributeType,AttributeOf,IsValidForRead,DisplayName)']
    .concat(['ManyToOneRelationships', 'OneToManyRelationships', 'ManyToManyRelationships'])
    .join(',')
  const found = await definitions<Relations>(
    api,
    `EntityDefinitions(LogicalName='${logicalName}')?$select=LogicalName&$expand=${expand}`,
  )
  return {
    ...name,
    columns: found.Attributes.filter((one) => one.IsValidForRead && one.AttributeOf === null).map((one) => ({
      logicalName: one.LogicalName,
      property: lookupTypes.has(one.AttributeType) ? `_${one.LogicalName}_value` : one.LogicalName,
      type: one.AttributeType,
      label: labelOf(one.DisplayName) ?? one.LogicalName,
    })),
    lookups: found.ManyToOneRelationships.map((one) => ({
      name: one.ReferencingEntityNavigationPropertyName,
      column: one.ReferencingAttribute,
      target: one.ReferencedEntity,
    })),
    collections: [
      ...found.OneToManyRelationships.flatMap((one) => {
        const property = one.ReferencedEntityNavigationPropertyName
        return property === null
          ? []
          : [{ name: property, target: one.ReferencingEntity, column: one.ReferencingAttribute }]
      }),
      ...found.ManyToManyRelationships.map((one) =>
        one.Entity1LogicalName === logicalName
          ? { name: one.Entity1NavigationPropertyName, target: one.Entity2LogicalName }
          : { name: one.Entity2NavigationPropertyName, target: one.Entity1LogicalName },
      ),
    ],
  }
}

const lookupTypes: ReadonlySet<string> = new Set(['Lookup', 'Customer', 'Owner'])

async function definitions<Answer>(api: Api, path: string): Promise<Answer> {
  const { status, body, text } = await api.webApi(path)
  if (status !== 200) throw new Error(text)
  // The members named in $select and $expand.
  return body as Answer
}

function labelOf(label: LabelDefinition | undefined): string | undefined {
  return label?.UserLocalizedLabel?.Label
}
