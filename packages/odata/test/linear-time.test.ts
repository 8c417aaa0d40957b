import { describe, expect, test } from 'vitest'
import {
  isBatchError,
  isCsdlError,
  isFetchXmlError,
  isODataSyntaxError,
  isPagingCookieError,
  parseBatchRequest,
  parseBatchResponse,
  parseExpression,
  parseFetchXml,
  parsePageCookie,
  parsePagingCookie,
  parsePrefer,
  parseUri,
  printExpression,
  printUri,
  readCsdl,
} from '../src/index.ts'

/** A text made of `count` pieces, so that it grows with the count. */
type Grow = (count: number) => string

const repeat =
  (piece: string, before = '', after = ''): Grow =>
  (count) =>
    before + piece.repeat(count) + after
const numbered =
  (piece: (index: number) => string, before = '', after = ''): Grow =>
  (count) =>
    before + Array.from({ length: count }, (_, index) => piece(index)).join('') + after

const schema = (grow: Grow): Grow => {
  return (count) => `<Edmx><DataServices><Schema Namespace="N">${grow(count)}</Schema></DataServices></Edmx>`
}
const filterOf = (grow: Grow): Grow => {
  return (count) => `<fetch><entity name="a"><filter>${grow(count)}</filter></entity></fetch>`
}
const type = 'multipart/mixed; boundary=b'
const part = '--b\r\nContent-Type: application/http\r\n\r\n'

const expressions: Readonly<Record<string, Grow>> = {
  conditions: repeat(' or a eq 1', 'a eq 1'),
  'texts with quotes': repeat("''", "a eq '", "'"),
  'a text that does not end': repeat("''", "a eq '"),
  'a word': repeat('a'),
  'a word before a quote': repeat('a', '', "'"),
  'a word that is no operator': repeat('a', 'a ', '.'),
  'a number': repeat('1', 'a eq '),
  'a number that is none': repeat('1', 'a eq ', 'x'),
  'a GUID that is none': repeat('a0-', 'a eq '),
  'a path': repeat('a/', '', 'b eq 1'),
  'a qualified name': repeat('a.', '', 'b(x=1)'),
  'a list': repeat('1,', 'a in (', '1)'),
  arguments: repeat('a,', 'f(', 'a)'),
  'a JSON array': repeat('1,', '[', '1]'),
  'a JSON object': numbered((index) => `"a${index}":1,`, '{', '"z":1}'),
  'a JSON text': repeat(String.raw`\n`, '["', '"]'),
  'a JSON text in single quotes': repeat(`''"`, "['", "']"),
  'a JSON text that does not end': repeat(String.raw`\n`, '["'),
  'a JSON number that is none': repeat('1', '[', 'x]'),
  spaces: repeat(' ', 'a eq', '1'),
}

const addresses: Readonly<Record<string, Grow>> = {
  segments: repeat('a/', '', 'b'),
  slashes: repeat('/'),
  'arguments of a segment': numbered((index) => `a${index}=1,`, 'F(', 'z=1)'),
  columns: repeat('name,', 'a?$select=', 'x'),
  'order columns': repeat('name desc,', 'a?$orderby=', 'x'),
  'expanded properties': repeat('b($select=c),', 'a?$expand=', 'd'),
  'options in brackets': repeat('$levels=1;', 'a?$expand=b(', '$top=1)'),
  'a raw value in brackets': repeat("'(x;'", 'a?$expand=b($search=', ')'),
  'a raw value that does not end': repeat('(', 'a?$expand=b($search='),
  'an option without value': repeat('a', 'a?$expand=b('),
  groups: repeat('name,', 'a?$apply=groupby((', 'x))'),
  transformations: repeat('filter(a eq 1)/', 'a?$apply=', 'groupby((x))'),
  'options of its own': numbered((index) => `x${index}=1&`, 'a?'),
  aliases: numbered((index) => `@p${index}=1&`, 'a?'),
  'empty options': repeat('&', 'a?'),
  'escapes that are broken': repeat('%20', 'a?x=', '%'),
  'escapes that are no UTF-8': repeat('%ff', 'a?x='),
  'signs beyond ASCII': repeat('%C3%A9', "a?$filter=b eq '", "'"),
}

const fetchXml: Readonly<Record<string, Grow>> = {
  conditions: filterOf(repeat('<condition attribute="a" operator="null"/>')),
  'values of a condition': filterOf(
    repeat('<value>1</value>', '<condition attribute="a" operator="in">', '</condition>'),
  ),
  attributes: numbered((index) => `<attribute name="a${index}"/>`, '<fetch><entity name="a">', '</entity></fetch>'),
  'links side by side': repeat(
    '<link-entity name="b" from="x" to="y"/>',
    '<fetch><entity name="a">',
    '</entity></fetch>',
  ),
  'attributes of a tag': numbered((index) => ` a${index}="1"`, '<fetch', '/>'),
  'a long name': repeat('f', '<', '/>'),
  'a long operator': filterOf(repeat('e', '<condition attribute="a" operator="', '"/>')),
  'a long value': filterOf(repeat('&amp;', '<condition attribute="a" operator="eq" value="', '"/>')),
  elements: repeat('<fetch>'),
  brackets: repeat('<'),
  comments: repeat('<!-- a -->', '<fetch>'),
  'a comment that does not end': repeat('<!--'),
  'entities of a DTD': repeat('<!ENTITY a "&a;&a;">', '<!DOCTYPE fetch [', ']><fetch options="&a;"/>'),
  references: repeat('&#65;', '<fetch options="', '"/>'),
  lines: repeat('\n', '<fetch>', '<'),
}

const metadata: Readonly<Record<string, Grow>> = {
  types: schema(numbered((index) => `<EntityType Name="a${index}"/>`)),
  'types on lines': schema(numbered((index) => `\n<EntityType\nName="a${index}"/>`)),
  properties: schema(
    numbered((index) => `<Property Name="a${index}" Type="T"/>`, '<EntityType Name="t">', '</EntityType>'),
  ),
  'overloads of one function': schema(repeat('<Function Name="f"/>')),
  'annotations of one target': schema(repeat('<Annotations Target="t"><Annotation Term="x"/></Annotations>')),
  'annotations inside': schema(repeat('<Annotation Term="x"/>', '<EntityType Name="t">', '</EntityType>')),
  'bindings of a set': schema(
    numbered(
      (index) => `<NavigationPropertyBinding Path="a${index}" Target="b"/>`,
      '<EntityContainer Name="c"><EntitySet Name="s" EntityType="N.t">',
      '</EntitySet></EntityContainer>',
    ),
  ),
  'members of an enum': schema(numbered((index) => `<Member Name="a${index}"/>`, '<EnumType Name="e">', '</EnumType>')),
  'schemas of one namespace': repeat('<Schema Namespace="N"/>', '<Edmx><DataServices>', '</DataServices></Edmx>'),
  'text between tags': schema(repeat('x ')),
  'CDATA sections': schema(repeat('<![CDATA[x]]>')),
}

const batches: Readonly<Record<string, Grow>> = {
  parts: repeat(`${part}GET /a HTTP/1.1\r\n\r\n\r\n`, '', '--b--'),
  'lines of a body': repeat('x\r\n', `${part}GET /a HTTP/1.1\r\n\r\n`, '\r\n--b--'),
  'lines like a boundary': repeat('--bx\n', `${part}GET /a HTTP/1.1\r\n\r\n`, '\r\n--b--'),
  'a long line': repeat('--b', `${part}GET /a HTTP/1.1\r\n\r\nx`, '\r\n--b--'),
  headers: numbered((index) => `x${index}: 1\r\n`, `${part}GET /a HTTP/1.1\r\n`, '\r\n\r\n--b--'),
  'a header on many lines': repeat(' x\r\n', `${part}GET /a HTTP/1.1\r\ny: 1\r\n`, '\r\n\r\n--b--'),
  'empty lines': repeat('\r\n', part, 'GET /a HTTP/1.1\r\n\r\n\r\n--b--'),
  'words of a request line': repeat('a ', `${part}GET `, ' HTTP/1.1\r\n\r\n\r\n--b--'),
  'what stands before': repeat('x\n', '', `${part}GET /a HTTP/1.1\r\n\r\n\r\n--b--`),
  'no end': repeat('x\n', part),
}

const cookies: Readonly<Record<string, Grow>> = {
  escapes: repeat('%25', '<cookie pagenumber="2" pagingcookie="', '" istracking="False"/>'),
  columns: numbered((index) => `<a${index} last="1" first="1"/>`, '<cookie page="1">', '</cookie>'),
  brackets: repeat('<', '<cookie>'),
}

const headers: Readonly<Record<string, Grow>> = {
  preferences: repeat('a=b,'),
  spaces: repeat(' ', 'a', 'x'),
  'a text that does not end': repeat(String.raw`\"`, 'a="'),
  parameters: repeat(';a=b', 'x'),
}

const anyBatch = (text: string): unknown => [
  attempt(() => parseBatchRequest(type, text)),
  parseBatchResponse(type, text),
]
const anyCookie = (text: string): unknown => [attempt(() => parsePagingCookie(text)), parsePageCookie(text)]

describe.each<[string, Readonly<Record<string, Grow>>, (text: string) => unknown]>([
  ['an expression', expressions, (text) => printExpression(parseExpression(text))],
  ['an address', addresses, (text) => printUri(parseUri(text))],
  ['FetchXML', fetchXml, parseFetchXml],
  ['metadata', metadata, readCsdl],
  ['a batch', batches, anyBatch],
  ['a cookie', cookies, anyCookie],
  ['a Prefer header', headers, parsePrefer],
])('the time for %s grows no faster than the text', (_, texts, read) => {
  test.each(Object.entries(texts))(
    '%s',
    (_name, grow) => {
      let growth = Infinity
      for (let round = 0; round < ROUNDS && growth >= LIMIT; round++) growth = Math.min(growth, growthOf(grow, read))
      expect(growth).toBeLessThan(LIMIT)
    },
    60_000,
  )
})

/** Eight times the text: 8 when time is linear, 64 when it is quadratic. */
const FACTOR = 8
/** Far from both, because machines are busy with other things too. */
const LIMIT = 32
/** Long enough for the clock, in milliseconds. */
const MEASURABLE = 4
/** No text is longer. */
const LONGEST = 1_000_000
const ATTEMPTS = 5
/** Measurements that are too high may be the machine's fault; what is quadratic is too high each time. */
const ROUNDS = 20

/** How much longer the longer text takes. The least of several measurements of each, taken in turns. */
function growthOf(grow: Grow, read: (text: string) => unknown): number {
  let count = 1000
  while (grow(count * 2 * FACTOR).length < LONGEST && timeOf(grow(count), read) < MEASURABLE) count *= 2
  const [short, long] = [grow(count), grow(count * FACTOR)]
  let [least, most] = [Infinity, Infinity]
  for (let turn = 0; turn < ATTEMPTS; turn++) {
    least = Math.min(least, timeOf(short, read))
    most = Math.min(most, timeOf(long, read))
    // What is fast enough once is not quadratic.
    if (most < 2 * FACTOR * least) break
  }
  // Less than the clock tells apart is no time at all.
  return most < 1 ? 1 : most / least
}

function timeOf(text: string, read: (text: string) => unknown): number {
  const start = performance.now()
  attempt(() => read(text))
  return performance.now() - start
}

/** Runs what may refuse with an error of ours; any other is thrown. */
function attempt(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    const isOurs = [isODataSyntaxError, isFetchXmlError, isCsdlError, isBatchError, isPagingCookieError]
    if (isOurs.some((is) => is(error))) return error
    throw error
  }
}
