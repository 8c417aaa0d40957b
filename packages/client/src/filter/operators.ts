import type { ColumnDefinition, ComparisonOperator, Expression, Literal, NamedArgument } from '@dynamics-kit/odata'
import { choiceValue } from '../row/choice-value.ts'
import { condition } from './condition.ts'
import type { Condition } from './condition.ts'
import { literalOf, literalOfUntyped } from './literals.ts'
import { COUNTED_DATES, RELATIVE_DATES } from './relative-dates.ts'

/** Where a column stands in a filter. */
export interface FilterTarget {
  /** What leads to its row: navigation properties and lambda variables. */
  readonly path: readonly string[]
  /** Logical name, as query functions and messages name it. */
  readonly column: string
  /** Property name, as comparisons spell it: `_primarycontactid_value` for a lookup. */
  readonly property: string
  /** Absent for a table known by name. */
  readonly definition?: ColumnDefinition
}

/** Every operator there is; the types of `where` offer those that fit the column. */
export type Operators = Readonly<Record<string, (...values: never[]) => Condition>>

/** The operators of one column, each giving the condition it prints. */
export function operatorsOf(target: FilterTarget): Operators {
  return {
    ...comparisons(target),
    ...textOperators(target),
    ...listOperators(target),
    ...dateOperators(target),
  }
}

function comparisons(target: FilterTarget): Operators {
  const left: Expression = { kind: 'path', segments: [...target.path, target.property] }
  const compare = (operator: ComparisonOperator, value: unknown): Condition =>
    condition({ kind: 'comparison', operator, left, right: literal(target, value) })
  const ordered = (operator: ComparisonOperator) => (value: unknown) => {
    if (value === null) throw new TypeError(`${target.column} ${operator} null never matches; use isNull or isNotNull.`)
    return compare(operator, value)
  }
  const ge = ordered('ge')
  const le = ordered('le')
  return {
    eq: (value: unknown) => compare('eq', value),
    ne: (value: unknown) => compare('ne', value),
    isNull: () => compare('eq', null),
    isNotNull: () => compare('ne', null),
    gt: ordered('gt'),
    lt: ordered('lt'),
    ge,
    le,
    between: (lowest: unknown, highest: unknown) => ge(lowest).and(le(highest)),
  }
}

function textOperators(target: FilterTarget): Operators {
  const path: Expression = { kind: 'path', segments: [...target.path, target.property] }
  const call = (name: string) => (text: unknown) => {
    if (typeof text !== 'string') throw new TypeError(`${target.column} takes text.`)
    const value: Literal = { kind: 'literal', type: 'string', value: withoutWildcards(text) }
    return condition({ kind: 'call', name, arguments: [path, value] })
  }
  return { contains: call('contains'), startsWith: call('startswith'), endsWith: call('endswith') }
}

/** `%`, `_` and `[` are SQL wildcards in contains, startswith and endswith; in brackets they mean themselves (17.2). */
function withoutWildcards(text: string): string {
  return text.replace(/[%_[]/g, '[$&]')
}

function listOperators(target: FilterTarget): Operators {
  const list = (name: string, each: (value: unknown) => string) => (values: readonly unknown[]) => {
    if (values.length === 0) throw new RangeError(`${target.column}: ${name} needs at least one value.`)
    return queryFunction(target, name, [
      { name: 'PropertyValues', value: { kind: 'json', value: values.map((value) => each(value)) } },
    ])
  }
  const text = (value: unknown): string => {
    if (value === null) throw new TypeError(`${target.column}: null cannot be in a list; add .or(…isNull()).`)
    return String(literal(target, value).value)
  }
  return {
    in: list('In', text),
    notIn: list('NotIn', text),
    containValues: list('ContainValues', (value) => optionText(target, value)),
    doesNotContainValues: list('DoesNotContainValues', (value) => optionText(target, value)),
  }
}

function optionText({ definition, column }: FilterTarget, value: unknown): string {
  const options = typeof definition === 'object' && 'choices' in definition ? definition.choices : {}
  return String(choiceValue(options, value, column))
}

function dateOperators(target: FilterTarget): Operators {
  const operators: Record<string, (...values: never[]) => Condition> = {}
  for (const name of RELATIVE_DATES) operators[name] = () => queryFunction(target, pascal(name), [])
  for (const name of COUNTED_DATES) {
    operators[name] = (count: number) => {
      if (!Number.isInteger(count)) throw new TypeError(`${target.column}: ${name} takes a whole number.`)
      return queryFunction(target, pascal(name), [
        { name: 'PropertyValue', value: { kind: 'literal', type: 'number', value: String(count) } },
      ])
    }
  }
  for (const name of ['on', 'onOrAfter', 'onOrBefore']) {
    operators[name] = (day: string) => {
      const { value } = literalOf('dateOnly', day, target.column)
      return queryFunction(target, pascal(name), [
        { name: 'PropertyValue', value: { kind: 'literal', type: 'string', value: String(value) } },
      ])
    }
  }
  return operators
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** `Microsoft.Dynamics.CRM.In(PropertyName='primarycontactid',…)`: these take logical names. */
function queryFunction(target: FilterTarget, name: string, values: readonly NamedArgument[]): Condition {
  const property: NamedArgument = {
    name: 'PropertyName',
    value: { kind: 'literal', type: 'string', value: target.column },
  }
  return condition({
    kind: 'queryFunction',
    path: target.path,
    name: `Microsoft.Dynamics.CRM.${name}`,
    arguments: [property, ...values],
  })
}

function literal(target: FilterTarget, value: unknown): Literal {
  return target.definition === undefined
    ? literalOfUntyped(value, target.column)
    : literalOf(target.definition, value, target.column)
}
