import { ok, strictEqual } from 'node:assert'
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CsdlError,
  ODataSyntaxError,
  parseExpression,
  parsePrefer,
  parseUri,
  printExpression,
  printUri,
  readCsdl,
} from '../src/index.ts'
import { arbitraryExpression, arbitraryOptions, arbitraryPath } from './arbitrary-ast.ts'

/** Pieces that grammars are made of, thrown into a text that was right. */
const PIECES =
  `' '' " ( ) , ; / & = ? % %2 %27 %E4 + @ $ - : . [ ] { } \\ /any( $filter= $expand= $select= $apply= $top= null NaN -INF 1e ` +
  "00000000-0000 duration' a. .. 😀 \uD800 \0"
const SPACED_PIECES = [' ', ' eq ', ' and ', ' or ', 'not ', ' in (']

/** A text with a few pieces put in, taken out or put over what was there. */
function mutated(text: Arbitrary<string>): Arbitrary<string> {
  const change = fc.record({
    at: fc.nat(),
    cut: fc.nat(4),
    piece: fc.constantFrom('', ...PIECES.split(' '), ...SPACED_PIECES),
  })
  return fc.tuple(text, fc.array(change, { maxLength: 4 })).map(([start, changes]) =>
    changes.reduce((current, { at, cut, piece }) => {
      const offset = at % (current.length + 1)
      return current.slice(0, offset) + piece + current.slice(offset + cut)
    }, start),
  )
}

type Outcome = 'accepted' | 'refused'

/**
 * Whether a text was taken or refused with a syntax error that points into it. What is taken prints to a text that prints
 * to itself. Everything else is thrown.
 */
function outcomeOf<Ast>(text: string, parse: (text: string) => Ast, print: (ast: Ast) => string): Outcome {
  const parsed = valueOrSyntaxError(() => parse(text))
  if (parsed instanceof ODataSyntaxError) {
    ok(parsed.offset >= 0 && parsed.offset <= parsed.text.length)
    return 'refused'
  }
  const canonical = print(parsed)
  strictEqual(print(parse(canonical)), canonical)
  return 'accepted'
}

/** How often each outcome came; fails on anything else. */
function outcomesOf(
  text: Arbitrary<string>,
  numRuns: number,
  read: (text: string) => Outcome,
): Record<Outcome, number> {
  const counts = { accepted: 0, refused: 0 }
  const property = fc.property(text, (input) => {
    counts[read(input)]++
  })
  fc.assert(property, { numRuns, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true })
  return counts
}

describe('a text that is wrong', () => {
  test('gives an address or a syntax error', () => {
    const uri = fc.record({ path: arbitraryPath, options: arbitraryOptions }).map(printUri)
    const counts = outcomesOf(mutated(uri), 15_000, (text) => outcomeOf(text, parseUri, printUri))
    expect(counts.refused).toBeGreaterThan(1000)
    expect(counts.accepted).toBeGreaterThan(1000)
  }, 60_000)

  test('gives an expression or a syntax error', () => {
    const expression = arbitraryExpression.map(printExpression)
    const counts = outcomesOf(mutated(expression), 20_000, (text) => outcomeOf(text, parseExpression, printExpression))
    expect(counts.refused).toBeGreaterThan(1000)
    expect(counts.accepted).toBeGreaterThan(1000)
  }, 60_000)

  test('gives preferences, however few', () => {
    const header = fc.constant('return=representation, odata.maxpagesize=5; x="a\\"b", respond-async')
    const counts = outcomesOf(mutated(header), 5000, (text) => (parsePrefer(text) ? 'accepted' : 'refused'))
    expect(counts).toEqual({ accepted: 5000, refused: 0 })
  })

  test('gives a model or an error with its place', () => {
    const counts = outcomesOf(mutated(fc.constant(METADATA)), 5000, readMetadata)
    expect(counts.refused).toBeGreaterThan(500)
    expect(counts.accepted).toBeGreaterThan(500)
  })
})

const METADATA = `<Edmx><DataServices><Schema Namespace="N"><EntityType Name="a"><Key><PropertyRef Name="i"/></Key>
<Property Name="i" Type="Edm.Guid"/><NavigationProperty Name="b" Type="Collection(N.a)"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="as" EntityType="N.a"/></EntityContainer></Schema></DataServices></Edmx>`

function readMetadata(text: string): Outcome {
  try {
    readCsdl(text)
    return 'accepted'
  } catch (error) {
    ok(error instanceof CsdlError && error.line >= 1 && error.column >= 1, error as Error)
    return 'refused'
  }
}

describe('a text that is deep or long', () => {
  test.each([
    ['brackets', '('.repeat(100_000)],
    ['not', 'not '.repeat(100_000)],
    ['minus', '-'.repeat(100_000)],
    ['calls', 'f('.repeat(100_000)],
    ['lambdas', 'a/any(x:'.repeat(100_000)],
    ['JSON arrays', '['.repeat(100_000)],
    ['JSON objects', '{"a":'.repeat(100_000)],
    ['comparisons', `1${' eq 1'.repeat(100_000)}`],
    ['sums', `1${' add 1'.repeat(100_000)}`],
    ['lists', `1${' in (1)'.repeat(100_000)}`],
  ])('is refused when nested too deeply: %s', (_, text) => {
    expect(valueOrSyntaxError(() => parseExpression(text))).toMatchObject({ code: 'tooDeep' })
  })

  test.each([
    ['$expand', `accounts?$expand=${'a($expand='.repeat(10_000)}`],
    ['$apply', `accounts?$apply=${'groupby((a),'.repeat(10_000)}`],
  ])('is refused when options nest too deeply: %s', (_, text) => {
    expect(valueOrSyntaxError(() => parseUri(text))).toMatchObject({ code: 'tooDeep' })
  })

  test('may hold a hundred thousand conditions', () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `a eq ${index}`).join(' or ')
    const expression = parseExpression(text)
    expect(expression).toMatchObject({ kind: 'or' })
    expect(printExpression(expression)).toBe(text)
  })

  test.each([
    ['one string', `a eq '${'x'.repeat(5_000_000)}'`],
    ['one string of quotes', `a eq '${"''".repeat(2_500_000)}'`],
    ['one JSON string', `["${String.raw`\n`.repeat(2_500_000)}"]`],
    ['one JSON array', `[${'1,'.repeat(1_000_000)}1]`],
    ['one list', `a in (${'1,'.repeat(1_000_000)}1)`],
    ['one word', 'a'.repeat(5_000_000)],
    ['one number', `a eq ${'1'.repeat(5_000_000)}`],
    ['one path', `${'a/'.repeat(1_000_000)}b eq 1`],
  ])(
    'may hold millions of characters: %s',
    (_, text) => {
      expect(printExpression(parseExpression(text)).length).toBeGreaterThan(1_000_000)
    },
    20_000,
  )
})

function valueOrSyntaxError<Value>(read: () => Value): Value | ODataSyntaxError {
  try {
    return read()
  } catch (error) {
    if (error instanceof ODataSyntaxError) return error
    throw error
  }
}
