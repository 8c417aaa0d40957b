import type { ColumnDefinition, ComparisonOperator, Expression, Literal, NamedArgument } from '@dynamics-kit/odata'
import { choiceValue } from '../row/choice-value.ts'
import { rowId } from '../row/row-id.ts'
import { condition } from './condition.ts'
import type { Condition } from './condition.ts'
import { literalOf, literalOfUntyped } from './literals.ts'
import { CALLER_FUNCTIONS, HIERARCHY_FUNCTIONS } from './caller-functions.ts'
import { comparison, TEXT_SEARCHES, textSearch } from './plain-filter.ts'
import { COUNTED_DATES, FISCAL_DATES, RELATIVE_DATES } from './relative-dates.ts'

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

/** What an operator makes of a column and the values it is given. */
type Operator = (target: FilterTarget, ...values: never[]) => Condition

/** Where the operators of a column keep it. */
const TARGET = Symbol('target')

/** The operators of one column, each giving the condition it prints. They are shared: a column only says where it stands. */
export function operatorsOf(target: FilterTarget): Operators {
  const operators = Object.create(operatorsOfAll) as Operators & { [TARGET]: FilterTarget }
  operators[TARGET] = target
  return operators
}

const literalComparison =
  (operator: ComparisonOperator) =>
  (target: FilterTarget, value: unknown): Condition =>
    condition(comparison(operator, pathOf(target), literal(target, value)))

const ordered = (operator: ComparisonOperator) => {
  const compare = literalComparison(operator)
  return (target: FilterTarget, value: unknown): Condition => {
    if (value === null) throw new TypeError(`${target.column} ${operator} null never matches; use isNull or isNotNull.`)
    return compare(target, value)
  }
}

const eq = literalComparison('eq')
const ne = literalComparison('ne')
const ge = ordered('ge')
const le = ordered('le')

const comparisons: Readonly<Record<string, Operator>> = {
  eq,
  ne,
  isNull: (target) => eq(target, null),
  isNotNull: (target) => ne(target, null),
  gt: ordered('gt'),
  lt: ordered('lt'),
  ge,
  le,
  between: (target, lowest: unknown, highest: unknown) => ge(target, lowest).and(le(target, highest)),
}

const textCall =
  (name: string) =>
  (target: FilterTarget, text: unknown): Condition => {
    if (typeof text !== 'string') throw new TypeError(`${target.column} takes text.`)
    return condition(textSearch(name, pathOf(target), text))
  }

const textOperators: Readonly<Record<string, Operator>> = {
  contains: textCall(TEXT_SEARCHES.contains),
  startsWith: textCall(TEXT_SEARCHES.startsWith),
  endsWith: textCall(TEXT_SEARCHES.endsWith),
  containsWords: (target, words: unknown) => {
    if (typeof words !== 'string' || words === '') throw new TypeError(`${target.column}: containsWords takes a text.`)
    return queryFunction(target, 'Contains', [textArgument(words)])
  },
}

function pathOf({ path, property }: FilterTarget): Expression {
  return { kind: 'path', segments: [...path, property] }
}

/** Operators that are Dataverse query functions of the same name, with what they take beside the column. */
function queryFunctions(
  names: readonly string[],
  take: (target: FilterTarget, operator: string, ...values: never[]) => readonly NamedArgument[],
): Readonly<Record<string, Operator>> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      (target: FilterTarget, ...values: never[]) => queryFunction(target, pascal(name), take(target, name, ...values)),
    ]),
  )
}

const functionOperators: Readonly<Record<string, Operator>> = {
  ...queryFunctions([...RELATIVE_DATES, ...CALLER_FUNCTIONS, 'equalUserLanguage'], () => []),
  ...queryFunctions(COUNTED_DATES, (target, name, count: number) => [
    wholeNumber('PropertyValue', target, name, count),
  ]),
  ...queryFunctions(FISCAL_DATES, (target, name, period: number, year: number) => [
    wholeNumber('PropertyValue1', target, name, period),
    wholeNumber('PropertyValue2', target, name, year),
  ]),
  ...queryFunctions(['on', 'onOrAfter', 'onOrBefore'], (target, _, day: string) => [
    textArgument(literalOf('dateOnly', day, target.column).value),
  ]),
  ...queryFunctions(HIERARCHY_FUNCTIONS, (target, name, id: unknown) => [
    textArgument(rowId(id, `${target.column}: ${name}`)),
  ]),
  ...queryFunctions(['notBetween'], (target, _, lowest: unknown, highest: unknown) => [
    listArgument([listedText(target, lowest), listedText(target, highest)]),
  ]),
  ...queryFunctions(['in', 'notIn'], (target, name, values: readonly unknown[]) => [
    listArgument(several(target, name, values).map((value) => listedText(target, value))),
  ]),
  ...queryFunctions(['containValues', 'doesNotContainValues'], (target, name, values: readonly unknown[]) => [
    listArgument(several(target, name, values).map((value) => optionText(target, value))),
  ]),
}

function several({ column }: FilterTarget, operator: string, values: readonly unknown[]): readonly unknown[] {
  if (values.length === 0) throw new RangeError(`${column}: ${operator} needs at least one value.`)
  return values
}

function listedText(target: FilterTarget, value: unknown): string {
  if (value === null) throw new TypeError(`${target.column}: null cannot be in a list; add .or(…isNull()).`)
  return String(literal(target, value).value)
}

function optionText({ definition, column }: FilterTarget, value: unknown): string {
  const options = typeof definition === 'object' && 'choices' in definition ? definition.choices : {}
  return String(choiceValue(options, value, column))
}

function wholeNumber(name: string, { column }: FilterTarget, operator: string, value: number): NamedArgument {
  if (!Number.isInteger(value)) throw new TypeError(`${column}: ${operator} takes a whole number.`)
  return { name, value: { kind: 'literal', type: 'number', value: String(value) } }
}

function listArgument(values: readonly string[]): NamedArgument {
  return { name: 'PropertyValues', value: { kind: 'json', value: values } }
}

function textArgument(value: unknown): NamedArgument {
  return { name: 'PropertyValue', value: { kind: 'literal', type: 'string', value: String(value) } }
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

/** What all columns have in common. Each operator is bound to its column when it is asked for, so it can be passed on. */
const operatorsOfAll: object = Object.freeze(
  Object.create(
    null,
    Object.fromEntries(
      Object.entries({
        ...comparisons,
        ...textOperators,
        ...functionOperators,
      }).map(([name, operator]: [string, Operator]) => [
        name,
        {
          enumerable: true,
          get(this: { readonly [TARGET]: FilterTarget }) {
            return (...values: never[]) => operator(this[TARGET], ...values)
          },
        },
      ]),
    ),
  ),
)
