import type { AttributeMetadata, EntityType, Model, NavigationProperty, Property } from '@dynamics-kit/odata'

/** How large an environment is. */
export interface SyntheticSize {
  readonly tables: number
  /** Of each table, lookups among them. */
  readonly columns: number
  /** Of each table: half of them lookups, half collections. */
  readonly navigationProperties: number
}

const numbered = (prefix: string, index: number): string => `${prefix}${String(index).padStart(3, '0')}`

/** `new_t000` */
const tableName = (index: number): string => numbered('new_t', index)

/** `new_c000`; what it holds follows from its number. */
const columnName = (index: number): string => numbered('new_c', index)

/** `new_l000` */
const lookupName = (index: number): string => numbered('new_l', index)

/** A model of a large environment, every table with the same number of columns and relations. */
export function syntheticModel({ tables, columns, navigationProperties }: SyntheticSize): Model {
  const lookups = Math.floor(navigationProperties / 2)
  const names = Array.from({ length: tables }, (_, index) => tableName(index))
  const nameAt = (index: number): string => names[index % tables] ?? ''
  const types = names.map((name, index): EntityType => {
    const attributes = new Map<string, AttributeMetadata>()
    const properties = new Map<string, Property>()
    const navigation = new Map<string, NavigationProperty>()
    const add = (property: Property): void => void properties.set(property.name, property)
    add(propertyOf(`${name}id`, 'Edm.Guid'))
    for (let column = 0; column < columns - lookups - 1; column++) {
      const attribute = attributeOf(columnName(column), column)
      attributes.set(attribute.logicalName, attribute)
      add({ ...propertyOf(attribute.logicalName, edmTypes[column % edmTypes.length] ?? 'Edm.String'), attribute })
    }
    for (let lookup = 0; lookup < lookups; lookup++) {
      const target = nameAt(index + lookup + 1)
      add(propertyOf(`_${lookupName(lookup)}_value`, 'Edm.Guid'))
      navigation.set(lookupName(lookup), {
        ...one(lookupName(lookup), target),
        referentialConstraint: { property: `_${lookupName(lookup)}_value`, referencedProperty: `${target}id` },
      })
      const many = numbered(`${name}_many`, lookup)
      navigation.set(many, {
        ...one(many, nameAt(index + tables - lookup - 1)),
        type: { name: nameAt(index + tables - lookup - 1), collection: true },
      })
    }
    return {
      name,
      abstract: false,
      openType: false,
      key: [`${name}id`],
      alternateKeys: [],
      properties,
      navigationProperties: navigation,
      table: { schemaName: name, displayName: `Table ${index}` },
      attributes,
    }
  })
  return {
    namespace: 'Microsoft.Dynamics.CRM',
    entityTypes: new Map(types.map((type) => [type.name, type])),
    complexTypes: new Map(),
    enumTypes: new Map(),
    operations: new Map(),
    entitySets: new Map(
      names.map((name) => [
        `${name}s`,
        { name: `${name}s`, entityType: name, navigationPropertyBindings: new Map(), changeTracking: false },
      ]),
    ),
    operationImports: new Map(),
  }
}

/** A few tables among many: each as wide as the others, with all that it has of its own. */
export function widened(model: Model, size: SyntheticSize): Model {
  const wide = syntheticModel(size)
  const [pattern] = wide.entityTypes.values()
  const keyed = new Set([...model.entitySets.values()].map(({ entityType }) => entityType))
  const types = [...model.entityTypes].map(([name, type]): [string, EntityType] => [
    name,
    pattern === undefined || !keyed.has(name)
      ? type
      : {
          ...type,
          properties: new Map([...pattern.properties, ...type.properties]),
          navigationProperties: new Map([...pattern.navigationProperties, ...type.navigationProperties]),
          attributes: new Map([...(pattern.attributes ?? []), ...(type.attributes ?? [])]),
        },
  ])
  return {
    ...model,
    entityTypes: new Map([...wide.entityTypes, ...types]),
    entitySets: new Map([...wide.entitySets, ...model.entitySets]),
  }
}

const edmTypes = ['Edm.String', 'Edm.Int32', 'Edm.Decimal', 'Edm.DateTimeOffset', 'Edm.Boolean', 'Edm.Int32'] as const
const attributeTypes = ['String', 'Integer', 'Money', 'DateTime', 'Boolean', 'Picklist'] as const

function attributeOf(logicalName: string, index: number): AttributeMetadata {
  const attributeType = attributeTypes[index % attributeTypes.length] ?? 'String'
  return {
    logicalName,
    schemaName: logicalName,
    attributeType,
    displayName: `Column ${index}`,
    description: `What column ${index} is for, in the words of whoever made it.`,
    isValidForCreate: true,
    isValidForUpdate: true,
    ...(attributeType === 'Picklist' && {
      options: Array.from({ length: 8 }, (_, option) => ({ value: option, label: `Option ${option}` })),
    }),
  }
}

function propertyOf(name: string, type: string): Property {
  return { name, type: { name: type, collection: false }, nullable: true, computed: false, readOnly: false }
}

function one(name: string, target: string): NavigationProperty {
  return { name, type: { name: target, collection: false }, nullable: true, containsTarget: false }
}

/** The tables that {@link queryProgram} uses, with just the columns and lookups that it uses: what a person would write. */
export function usedTables(model: Model): Model {
  const names = new Set(usedTableNames)
  const keep = new Set<string>([
    ...usedColumns.flatMap((columns) => columns.map((index) => columnName(index))),
    '_new_l000_value',
  ])
  const types = [...model.entityTypes.values()].filter(({ name }) => names.has(name))
  return {
    ...model,
    entityTypes: new Map(
      types.map((type) => [
        type.name,
        {
          ...type,
          properties: new Map([...type.properties].filter(([name]) => keep.has(name) || name === `${type.name}id`)),
          navigationProperties: new Map([...type.navigationProperties].filter(([name]) => name === 'new_l000')),
        },
      ]),
    ),
    entitySets: new Map([...model.entitySets].filter(([, { entityType }]) => names.has(entityType))),
  }
}

const usedTableNames = [0, 1, 2, 3, 4].map((index) => tableName(index))
/** A text, a number, money, a date, a yes/no and a choice; which ones differs from query to query. */
const usedColumns = [0, 1].map((turn) => [0, 1, 2, 3, 4, 5].map((index) => index + 6 * turn))

/** Queries of five tables: select, expand, filter and sort, and now and then a write. */
export function queryProgram(count: number, from: string): string {
  const queries = Array.from({ length: count }, (_, index) => {
    const table = `${tableName(index % 4)}s`
    const [text, number, money, date, flag, choice] = (usedColumns[index % 2] ?? []).map((column) => columnName(column))
    const write =
      index % 5 === 0
        ? `\n  await dynamics.create(${table}, { ${text}: 'x', ${number}: ${index}, ${date}: new Date(), ${choice}: 'Option 1', new_l000: ${tableName((index % 4) + 1)}s.ref(id) })
  await dynamics.update(${table}, id, { ${money}: ${index}, ${flag}: true })`
        : ''
    return `
  const rows${index} = await dynamics
    .from(${table})
    .select('${text}', '${number}', '${choice}')
    .expand('new_l000', (related) => related.select('${text}', '${date}'))
    .where((row) => row.${choice}.eq('Option ${index % 8}').and(row.${number}.gt(${index})).and(row.new_l000.${text}.contains('x')))
    .orderBy('${date}', 'desc')
    .all()
  seen.push(rows${index}[0]?.${text}, rows${index}[0]?.new_l000?.${date})${write}`
  })
  return `import type { DynamicsClient } from '@dynamics-kit/client'
${usedTableNames.map((name) => `import { ${name}s } from '${from}/${name}s.js'`).join('\n')}

export async function program(dynamics: DynamicsClient, id: string): Promise<unknown[]> {
  const seen: unknown[] = []
${queries.join('\n')}
  return seen
}
`
}

/** The same with no generated types: names alone. */
export function untypedProgram(count: number): string {
  return queryProgram(count, './untyped')
    .replaceAll(/import \{[^}]+\} from '[^']+'\n/g, '')
    .replaceAll(/(new_t\d{3}s)\.ref\(id\)/g, `{ id, table: 'x' }`)
    .replaceAll(/\.from\((new_t\d{3}s)\)/g, `.from('$1')`)
    .replaceAll(/\.(create|update)\((new_t\d{3}s),/g, `.$1('$2',`)
    .replaceAll(/row\.(new_[cl]\d{3})\.(new_c\d{3})\./g, `row['$1/$2']!.`)
    .replaceAll(/row\.(new_c\d{3})\./g, `row['$1']!.`)
    .replaceAll('Option ', '')
    .replaceAll(/eq\('(\d)'\)/g, 'eq($1)')
    .replaceAll(/\[0\]\?\.(\w+)\?\.(\w+)/g, `[0]?.['$1']`)
    .replaceAll(/\[0\]\?\.(\w+)/g, `[0]?.['$1']`)
}

/** All tables as plain interfaces, and the same queries with names and casts: what people do without a generator for clients. */
export function interfaceProgram(
  model: Model,
  count: number,
): readonly { readonly path: string; readonly text: string }[] {
  const types: Readonly<Record<string, string>> = {
    'Edm.Int32': 'number',
    'Edm.Decimal': 'number',
    'Edm.Boolean': 'boolean',
  }
  const interfaces = [...model.entityTypes.values()].map(
    ({ name, properties, navigationProperties }) => `export interface ${name} {
${[...properties.values()].map((column) => `  ${column.name}: ${types[column.type.name] ?? 'string'} | null\n`).join('')}${[
      ...navigationProperties.values(),
    ]
      .map(({ name: navigation, type }) => `  ${navigation}: ${type.name}${type.collection ? '[]' : ' | null'}\n`)
      .join('')}}\n`,
  )
  let table = 0
  const text = untypedProgram(count)
    .replaceAll(/\.all\(\)/g, () => {
      const name = tableName(table++ % 4)
      return `.all() as unknown as Pick<${name}, 'new_c000' | 'new_c006' | 'new_c003' | 'new_l000'>[]`
    })
    .replaceAll('= await dynamics', '= (await dynamics')
    .replaceAll(/\.all\(\) as/g, '.all()) as')
  return [
    { path: 'interfaces.ts', text: interfaces.join('\n') },
    {
      path: 'program.ts',
      text: `import type { ${usedTableNames.slice(0, 4).join(', ')} } from './interfaces.js'\n${text}`,
    },
  ]
}
