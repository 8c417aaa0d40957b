import type { QueryFunctionCall } from '../ast/expression.ts'
import type { JsonLiteral, JsonValue, Literal } from '../ast/literal.ts'
import type { QueryOptions } from '../ast/query-options.ts'
import { conditionOperators, type ConditionOperator } from '../fetchxml/condition-operator.ts'
import type { FetchCondition } from '../fetchxml/fetch-xml.ts'
import { parametersOf, queryFunctions } from '../fetchxml/query-function.ts'
import { findProperty } from '../model/inheritance.ts'
import type { Model } from '../model/model.ts'
import { attributeOfProperty, columnOfAttribute } from './column.ts'
import { normalText, textOfLiteral } from './column-value.ts'
import { resolveArgument } from './resolve-aliases.ts'
import { refuse, TranslationError } from './translation-error.ts'

/** A query function of a table's row as a condition without `entityname`. @throws TranslationError */
export function queryFunctionToCondition(
  model: Model,
  table: string,
  call: QueryFunctionCall,
  aliases: NonNullable<QueryOptions['aliases']>,
): FetchCondition {
  const operator = queryFunctions.get(localName(model, call.name))?.operator ?? refuse(`the function ${call.name}`)
  const values = new Map(call.arguments.map((argument) => [argument.name, resolveArgument(argument, aliases)]))
  const name = values.get('PropertyName')
  if (name?.kind !== 'literal' || name.type !== 'string') return refuse(`${call.name} without a PropertyName`)
  const attribute = findProperty(model, table, name.value) ? attributeOfProperty(name.value) : name.value
  const column = columnOfAttribute(model, table, attribute)
  const texts = textsOf(operator, values)
  const isTyped = !/-x-|fiscal/u.test(operator)
  const normal = isTyped ? texts.map((text) => normalText(column, text)) : texts
  const { values: count } = conditionOperators[operator]
  const [value] = normal
  const [isOne, isSome] = [count === 1, count === 2 || count === 'many']
  return {
    kind: 'condition',
    attribute,
    operator,
    ...(isOne && value !== undefined && { value }),
    values: isSome ? normal.map((text) => ({ text })) : [],
  }
}

function localName(model: Model, name: string): string {
  for (const namespace of [model.namespace, model.alias]) {
    if (namespace !== undefined && name.startsWith(`${namespace}.`)) return name.slice(namespace.length + 1)
  }
  return name
}

function textsOf(operator: ConditionOperator, values: ReadonlyMap<string, Literal | JsonLiteral>): readonly string[] {
  const { values: count } = conditionOperators[operator]
  const given = parametersOf(operator).flatMap(({ name }) => {
    const value = values.get(name)
    if (value === undefined) return []
    if (name === 'PropertyValues') return itemsOf(value)
    return [value.kind === 'json' ? refuse('JSON as a single value') : textOfLiteral(value)]
  })
  const fits = count === 'many' ? given.length > 0 : given.length === count
  if (!fits) throw new TranslationError('wrongValueCount', `the function for operator ${operator}`)
  return given
}

function itemsOf(list: Literal | JsonLiteral): readonly string[] {
  if (list.kind !== 'json' || !Array.isArray(list.value)) return refuse('PropertyValues that are no array')
  return list.value.map((item: JsonValue) =>
    typeof item === 'string' || typeof item === 'number' ? String(item) : refuse('an item that is no text or number'),
  )
}
