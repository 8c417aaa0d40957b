import {
  parseExpression,
  parseLiteral,
  parsePath,
  parseQueryOptions,
  parseUri,
  type Expression,
  type TextLiteralType,
} from '../src/index.ts'

/** Reads a text of a rule; throws or gives `false` when it is none. */
export type RuleReader = (input: string) => unknown

type LiteralType = TextLiteralType | 'null' | 'boolean' | 'enum'

/** A literal as it stands in a URL: as the key of a row, percent-encoded. */
const literal = (type?: LiteralType): RuleReader => {
  return (input) => {
    const value = parsePath(`x(${input})`)[0]?.arguments?.[0]?.value
    return value?.kind === 'literal' && (type === undefined || value.type === type)
  }
}

/** A value as it stands in a body, which percent-encoding is no part of. */
const value = (type: LiteralType): RuleReader => {
  return (input) => {
    const found = parseLiteral(input)
    return found.kind === 'literal' && found.type === type
  }
}

const expression = (kind?: Expression['kind']): RuleReader => {
  return (input) => {
    const found = parseExpression(decodeURIComponent(input))
    return kind === undefined || found.kind === kind
  }
}

/** A name without a namespace. */
const identifier: RuleReader = (input) => {
  const found = parseExpression(input)
  return found.kind === 'path' && found.segments.length === 1 && !found.segments[0]?.includes('.')
}

/** What comes before the part of an address that is ours: `http://host/service/`. */
const SERVICE_ROOT = /^https?:\/\/[^/]+\/(?:(?:.*\.svc|service|serviceRoot|MyService)\/)?/u

const belowServiceRoot: RuleReader = (input) => SERVICE_ROOT.test(input) && parseUri(input.replace(SERVICE_ROOT, ''))

/** The rules of the OASIS test cases that an address of Dataverse can use, and what reads them here. */
export const ruleReaders: Readonly<Record<string, RuleReader>> = {
  odataUri: belowServiceRoot,
  odataRelativeUri: parseUri,
  resourcePath: parsePath,
  entitySetName: identifier,
  odataIdentifier: identifier,
  functionParameter: (input) => parsePath(`F(${input})`)[0]?.arguments?.[0]?.name !== undefined,

  queryOptions: parseQueryOptions,
  systemQueryOption: parseQueryOptions,
  customQueryOption: parseQueryOptions,
  select: parseQueryOptions,
  filter: parseQueryOptions,
  expand: parseQueryOptions,
  orderby: parseQueryOptions,
  orderBy: parseQueryOptions,
  skiptoken: parseQueryOptions,
  deltatoken: parseQueryOptions,

  commonExpr: expression(),
  boolCommonExpr: expression(),
  boolcommonExpr: expression(),
  firstMemberExpr: expression(),
  propertyPathExpr: expression(),
  isofExpr: expression('call'),
  notExpr: expression('not'),
  anyExpr: (input) => expression('lambda')(`Items/${input}`),

  primitiveLiteral: literal(),
  null: literal('null'),
  boolean: literal('boolean'),
  booleanValue: value('boolean'),
  guid: literal('guid'),
  date: literal('date'),
  dateValue: value('date'),
  dateTimeOffsetLiteral: literal('dateTimeOffset'),
  dateTimeOffsetValueInUrl: literal('dateTimeOffset'),
  dateTimeOffsetValue: value('dateTimeOffset'),
  timeOfDayLiteral: literal('timeOfDay'),
  timeOfDayValue: value('timeOfDay'),
  durationLiteral: literal('duration'),
  durationValue: (input) => value('duration')(`duration'${input}'`),
  binaryLiteral: literal('binary'),
  enumLiteral: literal('enum'),
  stringLiteral: literal('string'),
  ...readersOf('decimal double single sbyte int16 int32 int64', 'Literal', literal('number')),
  ...readersOf('decimal double single byte sbyte int16 int32 int64', 'Value', value('number')),
}

function readersOf(types: string, suffix: string, reader: RuleReader): Record<string, RuleReader> {
  return Object.fromEntries(types.split(' ').map((type) => [type + suffix, reader]))
}
