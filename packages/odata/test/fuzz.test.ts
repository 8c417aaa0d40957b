import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BatchError,
  CsdlError,
  FetchXmlError,
  ODataSyntaxError,
  PagingCookieError,
  parseBatchRequest,
  parseBatchResponse,
  parseExpression,
  parseFetchXml,
  parsePageCookie,
  parsePagingCookie,
  parsePrefer,
  parseUri,
  printBatchRequest,
  printBatchResponse,
  printExpression,
  printFetchXml,
  printPageCookie,
  printPagingCookie,
  printPrefer,
  printSkiptoken,
  printUri,
  readCsdl,
  writeCsdl,
} from '../src/index.ts'
import { arbitraryExpression, arbitraryOptions, arbitraryPath } from './arbitrary-ast.ts'
import { arbitraryRequestItems, arbitraryResponseItems } from './arbitrary-batch.ts'
import { arbitraryFetchXml } from './arbitrary-fetch-xml.ts'
import { mutated } from './mutation.ts'

/** How many texts in all. `FUZZ_RUNS=1000000` for a long night. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 20_000)
/** The same seed makes the same texts. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 42)

/** A parser, what is thrown at it, and its share of the texts. */
interface Target {
  readonly share: number
  readonly text: Arbitrary<string>
  /** Reads a text, or throws an error of ours; fails on its own when what was read does not hold. */
  readonly read: (text: string) => void
}

const OUR_ERRORS = [ODataSyntaxError, FetchXmlError, CsdlError, BatchError, PagingCookieError]

const pageCookie = fc.record({
  page: fc.integer({ min: 1, max: 9999 }),
  columns: fc.array(
    fc.record({
      name: fc.constantFrom('fullname', 'contactid', 'a.b'),
      last: fc.option(fc.constantFrom('', 'Susanna', 'a"b<c>&', '{D5026A4D}')),
      first: fc.option(fc.constantFrom('', 'Alex', "O'Bryan", 'é😀')),
    }),
    { maxLength: 3 },
  ),
})
const pagingCookie = fc.record({
  pageNumber: fc.integer({ min: 1, max: 9999 }),
  cookie: pageCookie.map(printPageCookie),
  isTracking: fc.boolean(),
})

const METADATA = `<Edmx><DataServices><Schema Namespace="N"><EntityType Name="a"><Key><PropertyRef Name="i"/></Key>
<Property Name="i" Type="Edm.Guid"/><NavigationProperty Name="b" Type="Collection(N.a)"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="as" EntityType="N.a"/></EntityContainer></Schema></DataServices></Edmx>`

const TARGETS: Readonly<Record<string, Target>> = {
  addresses: {
    share: 0.2,
    text: mutated(fc.record({ path: arbitraryPath, options: arbitraryOptions }).map(printUri), 'uri'),
    read: (text) => printsToItself(text, parseUri, printUri),
  },
  expressions: {
    share: 0.25,
    text: mutated(arbitraryExpression.map(printExpression), 'uri'),
    read: (text) => printsToItself(text, parseExpression, printExpression),
  },
  FetchXML: {
    share: 0.2,
    text: mutated(arbitraryFetchXml.map(printFetchXml), 'xml'),
    read: (text) => printsToItself(text, parseFetchXml, printFetchXml),
  },
  metadata: {
    share: 0.05,
    text: mutated(fc.constant(METADATA), 'xml'),
    read: (text) => printsToItself(text, readCsdl, writeCsdl),
  },
  'requests of a batch': {
    share: 0.1,
    text: mutated(
      arbitraryRequestItems.map((items) => printBatchRequest(items, 'b')),
      'batch',
    ),
    read: (text) => readsAgain(text, parseBatchRequest, printBatchRequest),
  },
  'answers of a batch': {
    share: 0.1,
    text: mutated(
      arbitraryResponseItems.map((items) => printBatchResponse(items, 'b')),
      'batch',
    ),
    read: (text) => readsAgain(text, parseBatchResponse, printBatchResponse),
  },
  'paging cookies': {
    share: 0.05,
    text: mutated(fc.oneof(pagingCookie.map(printPagingCookie), pagingCookie.map(printSkiptoken)), 'xml'),
    read: (text) => {
      // How often the inner cookie is encoded shows by its markup only.
      if (parsePagingCookie(text).cookie.startsWith('<')) printsToItself(text, parsePagingCookie, printPagingCookie)
    },
  },
  'cookies of a page': {
    share: 0.03,
    text: mutated(pageCookie.map(printPageCookie), 'xml'),
    read: (text) => printsToItself(text, parsePageCookie, printPageCookie),
  },
  'Prefer headers': {
    share: 0.02,
    text: mutated(fc.constant('return=representation, odata.maxpagesize=5; x="a\\"b", respond-async'), 'batch'),
    read: (text) => printsToItself(text, parsePrefer, printAsHeader),
  },
}

describe(`a text that is wrong, ${RUNS} times with seed ${SEED}`, () => {
  test.each(Object.entries(TARGETS))(
    'gives a value or an error of ours: %s',
    (name, { share, text, read }) => {
      const counts = { taken: 0, refused: 0 }
      const property = fc.property(text, (input) => {
        counts[isTaken(input, read) ? 'taken' : 'refused']++
      })
      const result = fc.check(property, { numRuns: Math.ceil(RUNS * share), seed: SEED })
      expect(fc.defaultReportMessage(result)).toBeUndefined()
      if ('FUZZ_RUNS' in process.env) console.log(`${name}: ${counts.taken} taken, ${counts.refused} refused`)
      const least = Math.floor((RUNS * share) / 100)
      expect(counts.taken).toBeGreaterThanOrEqual(least)
      // A Prefer header is never refused.
      expect(counts.refused).toBeGreaterThanOrEqual(name === 'Prefer headers' ? 0 : least)
    },
    Math.max(60_000, RUNS * 5),
  )
})

function isTaken(text: string, read: (text: string) => void): boolean {
  try {
    read(text)
    return true
  } catch (error) {
    if (!OUR_ERRORS.some((OurError) => error instanceof OurError)) throw error
    if (error instanceof ODataSyntaxError) ok(error.offset >= 0 && error.offset <= error.text.length)
    if (error instanceof CsdlError || error instanceof FetchXmlError) ok(error.line >= 1 && error.column >= 1)
    return false
  }
}

/** What is taken prints to a text that prints to itself. */
function printsToItself<Value>(text: string, parse: (text: string) => Value, print: (value: Value) => string): void {
  const value = parse(text)
  const canonical = print(value)
  strictEqual(print(readAgain(() => parse(canonical))), canonical)
}

/** What is taken and can be written, read again, is the same. Not all can: a request line may hold what none should. */
function readsAgain<Item>(
  text: string,
  parse: (contentType: string, body: string) => Item[],
  print: (items: Item[], boundary: string) => string,
): void {
  const items = parse('multipart/mixed; boundary=b', text)
  const body = valueOrTypeError(() => print(items, 'another-boundary'))
  if (typeof body === 'string') {
    deepStrictEqual(
      readAgain(() => parse('multipart/mixed; boundary=another-boundary', body)),
      items,
    )
  }
}

/** What we wrote must be read: an error of ours is none that may come here. */
function readAgain<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw new Error('What was written is not read.', { cause: error })
  }
}

function valueOrTypeError<Value>(make: () => Value): Value | TypeError {
  try {
    return make()
  } catch (error) {
    if (error instanceof TypeError) return error
    throw error
  }
}

/** A preference may come in with characters that none can be sent with. */
function printAsHeader(preferences: ReturnType<typeof parsePrefer>): string {
  const header = valueOrTypeError(() => printPrefer(preferences))
  return typeof header === 'string' ? header : ''
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
    60_000,
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
