import { deepStrictEqual, strictEqual } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FetchXmlErrorCode, parseFetchXml, parseUri, printFetchXml } from '../src/index.ts'
import { arbitraryFetchXml } from './arbitrary-fetch-xml.ts'
import { sharedData, WITHOUT_SHARED_DATA } from './shared-data.ts'

describe('a tree', () => {
  test('comes back from the text it was printed to', () => {
    const property = fc.property(arbitraryFetchXml, (tree) => {
      const text = printFetchXml(tree)
      // Records of fast-check have no prototype, a clone has.
      deepStrictEqual(parseFetchXml(text), structuredClone(tree))
      strictEqual(printFetchXml(parseFetchXml(text)), text)
    })
    expect(() => fc.assert(property, { numRuns: 2000 })).not.toThrow()
  })
})

/** Documents of the collection that are wrong: why, and how we say it. */
const KNOWN_WRONG: Readonly<Record<string, readonly [reason: string, code: FetchXmlErrorCode, found: string]>> = {
  '232.xml': ['a placeholder for the operator', 'unknownOperator', '{conditionOperator}'],
  '233.xml': ['a placeholder for the operator', 'unknownOperator', '{conditionOperator}'],
  '235.xml': ['a link type that is none', 'invalidValue', 'notany'],
  '843.xml': ['a link type made up on purpose', 'invalidValue', 'cross-apply-bogus'],
  '854.xml': ['an operator that is none', 'unknownOperator', 'contain'],
  '860.xml': ['an operator made up on purpose', 'unknownOperator', 'bogus-operator'],
  '865.xml': ['an operator with a hyphen too many', 'unknownOperator', 'older-than-x-days'],
  '876.xml': ['a link type with a hyphen', 'invalidValue', 'not-all'],
  '412.xml': ['an attribute of another product, in its namespace', 'unknownAttribute', 'generator:IsVariable'],
}

const index = sharedData('fetchxml/index.tsv')

describe.skipIf(!index)(`real FetchXML${index ? '' : ` (skipped: ${WITHOUT_SHARED_DATA})`}`, () => {
  const folder = sharedData('fetchxml/') ?? '.'
  const files = index ? readdirSync(folder).filter((file) => file.endsWith('.xml')) : []
  const read = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8')

  test('is there', () => {
    expect(files.length).toBeGreaterThan(400)
    expect(files).toEqual(expect.arrayContaining(Object.keys(KNOWN_WRONG)))
  })

  test.each(files.filter((file) => !(file in KNOWN_WRONG)))('parses and prints to a fixed text: %s', (file) => {
    const tree = parseFetchXml(read(file))
    const text = printFetchXml(tree)
    expect(parseFetchXml(text)).toEqual(tree)
    expect(printFetchXml(parseFetchXml(text))).toBe(text)
  })

  test.each(Object.entries(KNOWN_WRONG))('is refused when wrong: %s', (file, [, code, found]) => {
    expect(() => parseFetchXml(read(file))).toThrowError(
      expect.objectContaining({ name: 'FetchXmlError', code, found }),
    )
  })
})

const urls = sharedData('urls.tsv')

/** An address that ends in the middle of a condition. */
const CUT_OFF = 'connections?'

describe.skipIf(!urls)(`FetchXML in real addresses${urls ? '' : ` (skipped: ${WITHOUT_SHARED_DATA})`}`, () => {
  const rows = urls ? readFileSync(urls, 'utf8').trimEnd().split('\n') : []
  // Templates hold expressions of a flow, whose quotes end attributes.
  const literal = rows.map((row) => row.split('\t')).filter((row) => row[5] === 'literal')
  const addresses = literal
    .map(([, url]) => url ?? '')
    .filter((url) => /[?&]fetchXml=/u.test(url) && !url.startsWith(CUT_OFF))

  test('is there', () => {
    expect(addresses.length).toBeGreaterThan(4)
  })

  test.each(addresses)('parses: %s', (address) => {
    const fetchXml = parseUri(address).options.fetchXml ?? ''
    // Two of them are encoded twice, as they stood in the page they are from.
    const tree = parseFetchXml(fetchXml.startsWith('%') ? decodeURIComponent(fetchXml) : fetchXml)
    expect(parseFetchXml(printFetchXml(tree))).toEqual(tree)
  })
})
