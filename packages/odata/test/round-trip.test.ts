import { deepStrictEqual } from 'node:assert'
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parseExpression,
  parseLiteral,
  parsePath,
  parseQueryOptions,
  parseUri,
  printExpression,
  printLiteral,
  printPath,
  printQueryOptions,
  printUri,
  stringLiteral,
} from '../src/index.ts'
import {
  arbitraryExpression,
  arbitraryLiteral,
  arbitraryOptions,
  arbitraryPath,
  arbitraryText,
} from './arbitrary-ast.ts'

const runs = { numRuns: 1500 }

/** What breaks the law that `parse` takes back what `print` did; nothing when nothing does. */
function failureOfInverse<Value>(
  arbitrary: Arbitrary<Value>,
  print: (value: Value) => string,
  parse: (text: string) => unknown,
): string | undefined {
  // Records of fast-check have no prototype, a clone has; and an alias named `constructor` confuses `toStrictEqual`.
  const property = fc.property(arbitrary, (value) => {
    deepStrictEqual(parse(print(value)), structuredClone(value))
  })
  return fc.defaultReportMessage(fc.check(property, runs))
}

const SERVICE_ROOT = 'https://contoso.api.crm.dynamics.com/api/data/v9.2/'
const arbitraryUri = fc.record({ path: arbitraryPath, options: arbitraryOptions })

describe('parsing what was printed gives it back', () => {
  test('a literal', () => {
    expect(failureOfInverse(arbitraryLiteral, printLiteral, parseLiteral)).toBeUndefined()
  })

  test('an expression', () => {
    expect(failureOfInverse(arbitraryExpression, printExpression, parseExpression)).toBeUndefined()
  })

  test('a path', () => {
    expect(failureOfInverse(arbitraryPath, printPath, parsePath)).toBeUndefined()
  })

  test('query options', () => {
    expect(failureOfInverse(arbitraryOptions, printQueryOptions, parseQueryOptions)).toBeUndefined()
  })

  test('a whole address', () => {
    expect(failureOfInverse(arbitraryUri, printUri, parseUri)).toBeUndefined()
  })

  test('a whole address that went through the URL class of the platform', () => {
    expect(
      failureOfInverse(
        arbitraryUri,
        (uri) => new URL(SERVICE_ROOT + printUri(uri)).href.slice(SERVICE_ROOT.length),
        parseUri,
      ),
    ).toBeUndefined()
  })
})

describe('text of people', () => {
  test('never breaks out of its quotes', () => {
    fc.assert(
      fc.property(arbitraryText, arbitraryText, (first, second) => {
        const filter = {
          kind: 'and' as const,
          operands: [first, second].map((text) => ({
            kind: 'comparison' as const,
            operator: 'eq' as const,
            left: { kind: 'path' as const, segments: ['name'] },
            right: stringLiteral(text),
          })),
        }
        const query = printQueryOptions({ filter, top: 1 })
        expect(parseQueryOptions(query)).toStrictEqual({ filter, top: 1 })
        expect(query.split('&')).toHaveLength(2)
        expect(query).toMatch(/^[\w\-.~!$'()*,:;=@/%&]+$/u)
      }),
      runs,
    )
  })

  test('half a surrogate pair becomes the replacement character', () => {
    expect(printPath([{ name: 'F', arguments: [{ value: stringLiteral('a\uD800b') }] }])).toBe("F('a%EF%BF%BDb')")
  })
})
