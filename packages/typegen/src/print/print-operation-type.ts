import { type EnumType, navigationPropertiesOf, propertiesOf, type TypeReference } from '@dynamics-kit/odata'
import type { Direction, NamedTypePlan, TypeNames } from '../plan/operation-plan.ts'
import type { PlanContext } from '../plan/plan-context.ts'
import { compareNames } from '../names/compare-names.ts'
import { derivedTypes, standsForOthers } from '../plan/plan-operations.ts'
import { docComment, memberName, quoted } from './source-text.ts'

/** What printing an operation's types needs, and what it finds that it has to import. */
export interface TypePrinting {
  readonly context: PlanContext
  readonly names: TypeNames
  readonly imports: Set<string>
}

const TYPES: Readonly<Record<string, string>> = {
  'Edm.Binary': 'string',
  'Edm.Boolean': 'boolean',
  'Edm.Byte': 'number',
  'Edm.Date': 'string',
  'Edm.DateTimeOffset': 'string',
  'Edm.Decimal': 'number',
  'Edm.Double': 'number',
  'Edm.Duration': 'string',
  'Edm.Guid': 'string',
  'Edm.Int16': 'number',
  'Edm.Int32': 'number',
  'Edm.Int64': 'number',
  'Edm.SByte': 'number',
  'Edm.Single': 'number',
  'Edm.String': 'string',
  'Edm.TimeOfDay': 'string',
}

/** A parameter's or result's type in TypeScript. */
export function operationType(printing: TypePrinting, type: TypeReference, direction: Direction): string {
  const single = singleType(printing, type.name, direction)
  if (!type.collection) return single
  const item = single.includes(' | ') && !single.endsWith('>') ? `(${single})` : single
  return direction === 'input' ? `readonly ${item}[]` : `${item}[]`
}

function singleType({ context, names, imports }: TypePrinting, name: string, direction: Direction): string {
  const { model } = context
  const simple = TYPES[name]
  if (simple !== undefined) return direction === 'input' && name === 'Edm.DateTimeOffset' ? 'string | Date' : simple
  const enumType = names.enumType(name)
  if (enumType !== undefined) {
    if (model.enumTypes.get(name)?.isFlags !== true) return enumType
    // Several flags come as text with commas between them.
    return direction === 'input' ? `${enumType} | readonly ${enumType}[]` : 'string'
  }
  const complex = names.complexType(name, direction)
  if (complex !== undefined) return complex
  if (isRow(context, name)) return rowType(context, name, direction, imports)
  imports.add('OpenObject')
  return 'OpenObject'
}

/** Rows of tables; the environment's definitions are entity types as well, and come as they are. */
function isRow(context: PlanContext, name: string): boolean {
  return name === 'crmbaseentity' || (context.model.entityTypes.has(name) && context.tablesOfType(name).length > 0)
}

function rowType(context: PlanContext, name: string, direction: Direction, imports: Set<string>): string {
  const tables = context.tablesOfType(name).map(quoted).join(' | ')
  if (direction === 'input') {
    imports.add('RowInput')
    return `RowInput<Tables, ${tables || 'string'}>`
  }
  imports.add(tables === '' ? 'OpenObject' : 'RowResult')
  return tables === '' ? 'OpenObject' : `RowResult<Tables, ${tables}>`
}

/** An enum as a union of its members' names, a complex type as an interface. */
export function printNamedType(printing: TypePrinting, plan: NamedTypePlan): string {
  if (plan.kind === 'enum') {
    const members = byValue(plan.type)
      .map((member) => `\n  | ${quoted(member)}`)
      .join('')
    return `export type ${plan.name} =${members || ' never'}\n`
  }
  const { name, type, direction } = plan
  const { model } = printing.context
  if (standsForOthers(model, type)) {
    const derived = derivedTypes(model, type.name)
      .map((other) => printing.names.complexType(other, direction))
      .filter((other) => other !== undefined)
    if (derived.length === 0) printing.imports.add('OpenObject')
    return `${docComment(type.description)}export type ${name} = ${derived.length === 0 ? 'OpenObject' : derived.join(' | ')}\n`
  }
  if (type.openType) printing.imports.add('OpenObject')
  const members = [
    ...discriminator(printing.context, plan.type.name, direction),
    ...[...propertiesOf(model, type.name).values(), ...navigationPropertiesOf(model, type.name).values()]
      .toSorted((one, other) => compareNames(one.name, other.name))
      .map((property) => {
        const value = operationType(printing, property.type, direction)
        const optional = property.nullable && !property.type.collection
        const text = optional ? `${value} | null` : value
        return `${docComment(property.description, '  ')}  readonly ${memberName(property.name)}${
          direction === 'input' && property.nullable ? '?' : ''
        }: ${text}\n`
      }),
  ]
  const heritage = type.openType ? ' extends OpenObject' : ''
  return `${docComment(type.description)}export interface ${name}${heritage} {\n${members.join('')}}\n`
}

/** Names of an enum's members; values are decimal text, and flags may exceed what a number holds. */
function byValue({ members }: EnumType): readonly string[] {
  return [...members]
    .toSorted(([one, first], [other, second]) =>
      BigInt(first) < BigInt(second) ? -1 : BigInt(first) > BigInt(second) ? 1 : compareNames(one, other),
    )
    .map(([name]) => name)
}

/** Where an abstract type is asked for, the value says which one it is. */
function discriminator({ model }: PlanContext, name: string, direction: Direction): readonly string[] {
  const base = model.complexTypes.get(model.complexTypes.get(name)?.baseType ?? '')
  const isOneOfSeveral = base !== undefined && standsForOthers(model, base)
  if (!isOneOfSeveral || direction === 'output') return []
  return [`  readonly '@odata.type': ${quoted(`${model.namespace}.${name}`)}\n`]
}

const KINDS: Readonly<Record<string, string>> = {
  'Edm.Binary': 'binary',
  'Edm.Boolean': 'boolean',
  'Edm.Byte': 'integer',
  'Edm.Date': 'dateOnly',
  'Edm.DateTimeOffset': 'dateTime',
  'Edm.Decimal': 'decimal',
  'Edm.Double': 'double',
  'Edm.Duration': 'duration',
  'Edm.Guid': 'guid',
  'Edm.Int16': 'integer',
  'Edm.Int32': 'integer',
  'Edm.Int64': 'bigInt',
  'Edm.SByte': 'integer',
  'Edm.Single': 'double',
  'Edm.String': 'text',
  'Edm.TimeOfDay': 'timeOfDay',
}

/** The same for run time: `row:account[]`. */
export function operationFact({ context }: Pick<TypePrinting, 'context'>, { name, collection }: TypeReference): string {
  const text = (): string => {
    const simple = KINDS[name]
    if (simple !== undefined) return simple
    if (context.model.enumTypes.has(name)) return `enum:${name}`
    if (!isRow(context, name)) return `complex:${name}`
    // A row of an abstract type says itself which table it is of.
    return context.model.entityTypes.get(name)?.abstract === false ? `row:${name}` : 'row'
  }
  return `${text()}${collection ? '[]' : ''}`
}
