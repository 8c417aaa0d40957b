import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  ODataSyntaxError,
  parseExpression,
  parseLiteral,
  parsePath,
  parseQueryOptions,
  parseUri,
} from '../src/index.ts'
import { sharedData, WITHOUT_SHARED_DATA } from './shared-data.ts'

interface AbnfCase {
  readonly rule: string
  readonly input: string
  readonly valid: boolean
}

/** Rules of the OASIS test cases that we read as a whole, and what reads them. */
const COVERED: Readonly<Record<string, (input: string) => unknown>> = {
  binaryLiteral: parseLiteral,
  date: parseLiteral,
  dateTimeOffsetValue: parseLiteral,
  decimalValue: parseLiteral,
  durationLiteral: parseLiteral,
  enumLiteral: parseLiteral,
  guid: parseLiteral,
  orderby: parseQueryOptions,
  resourcePath: parsePath,
}

/** Rules of which Dataverse knows a part; whatever the case, nothing but a syntax error may come out. */
const PARTLY_COVERED: Readonly<Record<string, (input: string) => unknown>> = {
  boolCommonExpr: parseExpression,
  commonExpr: parseExpression,
  expand: parseQueryOptions,
  filter: parseQueryOptions,
  odataRelativeUri: parseUri,
  queryOptions: parseQueryOptions,
  select: parseQueryOptions,
}

/** No date, but a literal of another type, which a parser of any literal rightly takes. */
const OTHER_LITERALS = new Set(['INF', '-INF'])

const file = sharedData('abnf/odata-abnf-testcases.yaml')
const cases = file ? readCases(readFileSync(file, 'utf8')) : []

describe.skipIf(!file)(`the OASIS test cases${file ? '' : ` (skipped: ${WITHOUT_SHARED_DATA})`}`, () => {
  test('are there', () => {
    expect(cases.length).toBeGreaterThan(700)
  })

  test.each(Object.entries(COVERED))('of %s are taken and refused as they say', (rule, parse) => {
    const relevant = cases.filter((item) => item.rule === rule && !OTHER_LITERALS.has(item.input))
    expect(relevant.length).toBeGreaterThan(0)
    expect(relevant.filter((item) => isTaken(parse, item.input) !== item.valid)).toEqual([])
  })

  test.each(Object.entries(PARTLY_COVERED))('of %s are taken or refused with a syntax error', (rule, parse) => {
    const relevant = cases.filter((item) => item.rule === rule)
    expect(relevant.some((item) => isTaken(parse, item.input))).toBe(true)
  })
})

function isTaken(parse: (input: string) => unknown, input: string): boolean {
  try {
    parse(input)
    return true
  } catch (error) {
    if (error instanceof ODataSyntaxError) return false
    throw error
  }
}

/** Reads the little of YAML that the file uses. Inputs that span lines are left out. */
function readCases(yaml: string): readonly AbnfCase[] {
  const blocks = yaml.slice(yaml.indexOf('TestCases:')).split('\n  - Name:').slice(1)
  return blocks.flatMap((block) => {
    const rule = /^ {4}Rule: *(\w+)/mu.exec(block)?.[1]
    const scalar = /^ {4}Input: *(\S.*?) *$/mu.exec(block)?.[1]
    const input = scalar === undefined ? undefined : readScalar(scalar)
    return rule === undefined || input === undefined ? [] : [{ rule, input, valid: !/^ {4}FailAt:/mu.test(block) }]
  })
}

function readScalar(scalar: string): string | undefined {
  if (scalar.startsWith("'")) return scalar.slice(1, -1).replaceAll("''", "'")
  if (!scalar.startsWith('"')) return scalar
  return /^"(?:[^"\\]|\\["\\/nrt])*"$/u.test(scalar) ? (JSON.parse(scalar) as string) : undefined
}
