import fc from 'fast-check'
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
  writeCsdl,
} from '../src/index.ts'
import { arbitraryExpression, arbitraryOptions, arbitraryPath } from './arbitrary-ast.ts'

/** Pieces that grammars are made of, thrown into a text that was right. */
const PIECES = [
  ...[
    "'",
    "''",
    '"',
    '(',
    ')',
    ',',
    ';',
    '/',
    '&',
    '=',
    '?',
    '%',
    '%2',
    '%27',
    '%E4',
    '+',
    ' ',
    '@',
    '$',
    '-',
    ':',
    '.',
  ],
  ...['[', ']', '{', '}', '\\', ' eq ', ' and ', ' or ', 'not ', ' in (', '/any(', '$filter=', '$expand=', '$select='],
  ...['$apply=', '$top=', 'null', 'NaN', '-INF', '1e', '00000000-0000', "duration'", 'a.', '..', '😀', '\uD800', '\0'],
]

/** A text with a few pieces put in, taken out or put over what was there. */
function mutated(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.record({ at: fc.nat(), cut: fc.nat(4), piece: fc.constantFrom('', ...PIECES) })
  return fc.tuple(text, fc.array(change, { maxLength: 4 })).map(([start, changes]) =>
    changes.reduce((current, { at, cut, piece }) => {
      const offset = at % (current.length + 1)
      return current.slice(0, offset) + piece + current.slice(offset + cut)
    }, start),
  )
}

describe('a text that is wrong', () => {
  test('gives an address or a syntax error', () => {
    const uri = fc.record({ path: arbitraryPath, options: arbitraryOptions }).map(printUri)
    let refused = 0
    let accepted = 0
    fc.assert(
      fc.property(mutated(uri), (text) => {
        const parsed = valueOrSyntaxError(() => parseUri(text))
        if (parsed instanceof ODataSyntaxError) refused++
        else if (text.isWellFormed()) {
          accepted++
          const canonical = printUri(parsed)
          expect(printUri(parseUri(canonical))).toBe(canonical)
        }
      }),
      { numRuns: 15_000, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true },
    )
    expect(refused).toBeGreaterThan(1000)
    expect(accepted).toBeGreaterThan(1000)
  }, 60_000)

  test('gives an expression or a syntax error', () => {
    let refused = 0
    let accepted = 0
    fc.assert(
      fc.property(mutated(arbitraryExpression.map(printExpression)), (text) => {
        const parsed = valueOrSyntaxError(() => parseExpression(text))
        if (parsed instanceof ODataSyntaxError) {
          refused++
          expect(parsed.offset).toBeGreaterThanOrEqual(0)
          expect(parsed.offset).toBeLessThanOrEqual(parsed.text.length)
        } else {
          accepted++
          const canonical = printExpression(parsed)
          expect(printExpression(parseExpression(canonical))).toBe(canonical)
        }
      }),
      { numRuns: 20_000 },
    )
    expect(refused).toBeGreaterThan(1000)
    expect(accepted).toBeGreaterThan(1000)
  }, 60_000)

  test('gives preferences, however few', () => {
    fc.assert(
      fc.property(
        mutated(fc.constant('return=representation, odata.maxpagesize=5; x="a\\"b", respond-async')),
        (text) => {
          expect(parsePrefer(text)).toBeTypeOf('object')
        },
      ),
      { numRuns: 5000 },
    )
  })

  test('gives a model or an error with its place', () => {
    const xml = writeCsdl(
      readCsdl(
        '<Edmx><DataServices><Schema Namespace="N"><EntityType Name="a"><Key><PropertyRef Name="i"/></Key><Property Name="i" Type="Edm.Guid"/></EntityType></Schema></DataServices></Edmx>',
      ),
    )
    let refused = 0
    fc.assert(
      fc.property(mutated(fc.constant(xml)), (text) => {
        try {
          readCsdl(text)
        } catch (error) {
          expect(error).toBeInstanceOf(CsdlError)
          refused++
        }
      }),
      { numRuns: 5000 },
    )
    expect(refused).toBeGreaterThan(500)
  })
})

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
