import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type {
  AggregateExpression,
  Argument,
  ExpandItem,
  Expression,
  JsonLiteral,
  JsonValue,
  Literal,
  NamedArgument,
  OrderbyItem,
  ParameterAlias,
  PathSegment,
  QueryOptions,
  Transformation,
} from '../src/index.ts'

/** Names that are easily taken for something else come first. */
const arbitraryName: Arbitrary<string> = fc.oneof(
  fc.constantFrom('eq', 'and', 'in', 'asc', 'desc', 'any', 'all', 'duration', 'filter', 'with', 'ac', 'Größe', 'nullé'),
  fc.constantFrom('name', 'revenue', '_primarycontactid_value', 'statecode', '__proto__', 'constructor'),
  fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/).filter((name) => !['null', 'true', 'false', 'not'].includes(name)),
)

const qualifiedName: Arbitrary<string> = fc
  .tuple(fc.constantFrom('Microsoft.Dynamics.CRM', 'Näme.Space', 'a'), arbitraryName)
  .map((parts) => parts.join('.'))

const namePath = fc.array(arbitraryName, { minLength: 1, maxLength: 3 })

/** Text with what ends strings, options and URLs. */
export const arbitraryText: Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom("'", '"', '&', '#', '+', '%', '/', '?', ';', ')', '(', ',', '=', ' ', '\\', 'é', '😀', '\n'),
  }),
)

const digits = (minimum: number, maximum: number, length = 2): Arbitrary<string> =>
  fc.integer({ min: minimum, max: maximum }).map((value) => String(value).padStart(length, '0'))
const date = fc.tuple(digits(0, 99_999, 4), digits(1, 12), digits(1, 31)).map((parts) => parts.join('-'))
const time = fc.tuple(digits(0, 23), digits(0, 59), digits(0, 59)).map((parts) => parts.join(':'))

const textLiteral = (type: Extract<Literal, { value: string }>['type'], value: Arbitrary<string>): Arbitrary<Literal> =>
  value.map((text) => ({ kind: 'literal', type, value: text }) as Literal)

export const arbitraryLiteral: Arbitrary<Literal> = fc.oneof(
  textLiteral('string', arbitraryText),
  fc.constantFrom<Literal>(
    { kind: 'literal', type: 'null', value: null },
    { kind: 'literal', type: 'boolean', value: true },
    { kind: 'literal', type: 'boolean', value: false },
  ),
  textLiteral(
    'number',
    fc.oneof(fc.integer().map(String), fc.double({ noDefaultInfinity: true, noNaN: true }).map(String)),
  ),
  textLiteral('number', fc.constantFrom('NaN', 'INF', '-INF', '+5', '10.50', '9223372036854775807', '1e+21')),
  textLiteral(
    'guid',
    fc.oneof(
      fc.uuid(),
      fc.uuid().map((id) => id.toUpperCase()),
    ),
  ),
  textLiteral(
    'date',
    fc.oneof(
      date,
      date.map((text) => `-${text}`),
    ),
  ),
  textLiteral('timeOfDay', time),
  textLiteral(
    'dateTimeOffset',
    fc
      .tuple(date, time, fc.constantFrom('Z', '', '+02:00', '.125Z', '-11:30'))
      .map(([day, hour, zone]) => `${day}T${hour}${zone}`),
  ),
  textLiteral('duration', fc.constantFrom('P1D', '-PT2H3M4.5S', 'P12DT3H')),
  textLiteral('binary', fc.constantFrom('', 'T0RhdGE', 'a-_b==')),
  fc.record({
    kind: fc.constant('literal'),
    type: fc.constant('enum'),
    enumType: qualifiedName,
    value: arbitraryText,
  }) as Arbitrary<Literal>,
)

const jsonLiteral: Arbitrary<JsonLiteral> = fc
  .jsonValue({ maxDepth: 3, noUnicodeString: false })
  .filter((value) => typeof value === 'object' && value !== null)
  // -0 has no JSON text of its own.
  .map((value) => ({ kind: 'json', value: JSON.parse(JSON.stringify(value)) as JsonValue }))

const alias: Arbitrary<ParameterAlias> = arbitraryName.map((name) => ({ kind: 'alias', name }))

const argumentValue = fc.oneof(arbitraryLiteral, jsonLiteral, alias)

export const { expression: arbitraryExpression } = fc.letrec<{ expression: Expression }>((tie) => {
  const inner = tie('expression')
  const operands = fc.array(inner, { minLength: 2, maxLength: 4 })
  return {
    expression: fc.oneof(
      { maxDepth: 5, depthSize: 'small', withCrossShrink: true },
      arbitraryLiteral,
      fc.record({ kind: fc.constant('path'), segments: namePath }) as Arbitrary<Expression>,
      fc.constantFrom<Expression>(
        { kind: 'path', segments: ['Account_Tasks', '$count'] },
        { kind: 'path', segments: ['null', 'x'] },
      ),
      alias,
      jsonLiteral,
      fc.record({
        kind: fc.constant('comparison'),
        operator: fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le', 'has'),
        left: inner,
        right: inner,
      }) as Arbitrary<Expression>,
      fc.record({ kind: fc.constantFrom('and', 'or'), operands }) as Arbitrary<Expression>,
      fc.record({ kind: fc.constantFrom('not', 'negate'), operand: inner }) as Arbitrary<Expression>,
      fc.record({
        kind: fc.constant('arithmetic'),
        operator: fc.constantFrom('add', 'sub', 'mul', 'div', 'mod'),
        left: inner,
        right: inner,
      }) as Arbitrary<Expression>,
      fc.record({
        kind: fc.constant('in'),
        left: inner,
        right: fc.array(inner, { maxLength: 3 }),
      }) as Arbitrary<Expression>,
      fc.record({
        kind: fc.constant('call'),
        name: arbitraryName.filter((name) => name !== 'any' && name !== 'all'),
        arguments: fc.array(inner, { maxLength: 3 }),
      }) as Arbitrary<Expression>,
      fc.record({
        kind: fc.constant('queryFunction'),
        path: fc.array(arbitraryName, { maxLength: 2 }),
        name: qualifiedName,
        arguments: fc.array(fc.record<NamedArgument>({ name: arbitraryName, value: argumentValue }), { maxLength: 2 }),
      }) as Arbitrary<Expression>,
      fc.record({
        kind: fc.constant('lambda'),
        operator: fc.constantFrom('any', 'all'),
        path: namePath,
        variable: arbitraryName,
        predicate: inner,
      }) as Arbitrary<Expression>,
      fc.record({ kind: fc.constant('lambda'), operator: fc.constant('any'), path: namePath }) as Arbitrary<Expression>,
    ),
  }
})

const aggregate: Arbitrary<AggregateExpression> = fc.oneof(
  fc.record({ kind: fc.constant('count' as const), alias: arbitraryName }),
  fc.record({
    kind: fc.constant('aggregate' as const),
    path: namePath,
    method: fc.constantFrom('sum', 'average', 'min', 'max'),
    alias: arbitraryName,
  }),
)

const { apply } = fc.letrec<{ apply: readonly Transformation[] }>((tie) => ({
  apply: fc.array(
    fc.oneof(
      { maxDepth: 2 },
      fc.record({ kind: fc.constant('filter' as const), filter: arbitraryExpression }),
      fc.record({
        kind: fc.constant('aggregate' as const),
        aggregates: fc.array(aggregate, { minLength: 1, maxLength: 3 }),
      }),
      fc.record(
        {
          kind: fc.constant('groupby' as const),
          properties: fc.array(namePath, { minLength: 1, maxLength: 3 }),
          apply: tie('apply'),
        },
        { requiredKeys: ['kind', 'properties'] },
      ),
    ),
    { minLength: 1, maxLength: 3 },
  ),
}))

const orderby: Arbitrary<OrderbyItem> = fc.record({
  expression: arbitraryExpression,
  direction: fc.constantFrom('asc', 'desc'),
})
const selectItem = fc.oneof(arbitraryName, fc.constantFrom('*', 'Microsoft.Dynamics.CRM.*', 'address/city', 'a.b/c'))
const aliases = fc
  .uniqueArray(fc.tuple(arbitraryName, arbitraryExpression), { selector: ([name]) => name, minLength: 1, maxLength: 3 })
  .map((pairs) => Object.fromEntries(pairs))

/** Text that can stand without quotes inside `$expand(…)`. */
const nestedText = fc.constantFrom('', '1', "'a;b)'", 'x(y;z)', 'a=b', '😀 &#+%')

const raw = (text: Arbitrary<string>) => ({
  skiptoken: text,
  deltatoken: text,
  fetchXml: text,
  savedQuery: text,
  userQuery: text,
})
const custom = (name: Arbitrary<string>, value: Arbitrary<string>) =>
  fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 3 })

export const { options: arbitraryOptions } = fc.letrec<{
  options: QueryOptions
  nested: QueryOptions
  afterCount: QueryOptions
  afterRef: QueryOptions
}>((tie) => {
  const navigationProperty = fc.oneof(arbitraryName, fc.constantFrom('*', 'a.b/OptionSet'))
  const expand = fc.array(
    fc.oneof(
      { depthIdentifier: 'expand' },
      fc.record<ExpandItem>({ navigationProperty, options: tie('afterCount'), count: fc.constant(true) }),
      fc.record<ExpandItem>({ navigationProperty, options: tie('afterRef'), ref: fc.constant(true) }),
      fc.record<ExpandItem>({ navigationProperty, options: tie('nested') }),
    ),
    { maxLength: 3, depthIdentifier: 'expand' },
  )
  const common = {
    select: fc.array(selectItem, { maxLength: 4 }),
    filter: arbitraryExpression,
    expand,
    orderby: fc.array(orderby, { minLength: 1, maxLength: 3 }),
    top: fc.nat(),
    skip: fc.nat(),
    count: fc.boolean(),
    apply,
    aliases,
  }
  const customName = fc.oneof(
    fc.constantFrom('tag', '$format', 'api-version', '%24filter', 'a=b', '+', '$Select'),
    arbitraryText.filter((name) => name === name.trim() && !name.startsWith('@')),
  )
  return {
    options: fc.record(
      { ...common, ...raw(arbitraryText), custom: custom(customName, arbitraryText) },
      { requiredKeys: [] },
    ),
    afterCount: fc.record(
      { filter: arbitraryExpression, custom: custom(fc.constant('$search'), nestedText) },
      { requiredKeys: [] },
    ),
    afterRef: fc.record(
      { filter: arbitraryExpression, orderby: common.orderby, top: fc.nat(), skip: fc.nat(), count: fc.boolean() },
      { requiredKeys: [] },
    ),
    nested: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'expand' },
      fc.constant({}),
      fc.record(
        { ...common, ...raw(nestedText), custom: custom(fc.constantFrom('$levels', '$search'), nestedText) },
        { requiredKeys: [] },
      ),
    ),
  }
})

const segmentArguments: Arbitrary<readonly Argument[]> = fc.oneof(
  argumentValue.map((value) => [{ value }]),
  fc.array(fc.record({ name: arbitraryName, value: argumentValue }), { maxLength: 3 }),
)

const LAST_SEGMENTS = new Set(['$ref', '$count', '$value', '$metadata', '$batch'])

export const arbitraryPath: Arbitrary<readonly PathSegment[]> = fc
  .array(
    fc.record<PathSegment, 'name'>(
      {
        name: fc.oneof(
          arbitraryName,
          qualifiedName,
          fc.constantFrom('$ref', '$count', '$value', '$metadata', '$1'),
          arbitraryText.filter((name) => !/[()]/u.test(name) && !['', '.', '..'].includes(name)),
        ),
        arguments: segmentArguments,
      },
      { requiredKeys: ['name'] },
    ),
    { maxLength: 4 },
  )
  .map((segments) => {
    const last = segments.findIndex(({ name }) => LAST_SEGMENTS.has(name))
    return last === -1 ? segments : segments.slice(0, last + 1)
  })
