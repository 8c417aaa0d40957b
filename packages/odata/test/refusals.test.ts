// What doc comments say is thrown, is thrown.
import { expect, test } from 'vitest'
import * as odata from '../src/index.ts'

const operation = { kind: 'operation', method: 'GET', target: '/x', headers: [], body: '' } as const
const noModel = odata.modelFromDefinitions(odata.joinEntityDefinitions([]))
const fetch = odata.parseFetchXml('<fetch><entity name="account"/></fetch>')
const define = odata.defineOperations(odata.defineSchema({}), { tables: '' }) as (...given: unknown[]) => unknown
/** Overloads are read when they are looked at. */
const defined = (overloads: object) => JSON.stringify(define('new_Approve', 'action', overloads))

const refusals: readonly (readonly [string, () => unknown, new (...given: never[]) => Error])[] = [
  ['stringLiteral of a number', () => odata.stringLiteral(5 as never), TypeError],
  ['numberLiteral of a word', () => odata.numberLiteral('ten'), TypeError],
  ['numberLiteral of Infinity', () => odata.numberLiteral(Number.POSITIVE_INFINITY), TypeError],
  ['booleanLiteral of text', () => odata.booleanLiteral('true' as never), TypeError],
  ['guidLiteral with braces', () => odata.guidLiteral('{7eb682f1-ca75-e511-80d4-00155d2a68d1}'), TypeError],
  ['dateLiteral of a thirteenth month', () => odata.dateLiteral('2024-13-01'), TypeError],
  ['dateLiteral of an invalid Date', () => odata.dateLiteral(new Date(Number.NaN)), TypeError],
  ['dateTimeOffsetLiteral of a day', () => odata.dateTimeOffsetLiteral('2024-04-05'), TypeError],
  ['timeOfDayLiteral of 25 o’clock', () => odata.timeOfDayLiteral('25:00:00'), TypeError],
  ['durationLiteral of a month', () => odata.durationLiteral('P1M'), TypeError],
  ['binaryLiteral of base64 with a slash', () => odata.binaryLiteral('a/b='), TypeError],
  ['enumLiteral without a namespace', () => odata.enumLiteral('AccessRights', 'ReadAccess'), TypeError],
  ['printLiteral of JSON that is none', () => odata.printLiteral(odata.jsonLiteral('x')), TypeError],
  ['printLiteral of an alias that is no name', () => odata.printLiteral(odata.parameterAlias('a b')), TypeError],
  ['literalForType of a fraction', () => odata.literalForType('Edm.Int32', 1.5), TypeError],
  ['valueForType of text', () => odata.valueForType('Edm.Int32', odata.stringLiteral('5')), TypeError],
  ['printQueryOptions of a negative top', () => odata.printQueryOptions({ top: -1 }), TypeError],
  ['printQueryOptions of a name with a comma', () => odata.printQueryOptions({ select: ['a,b'] }), TypeError],
  ['parseExpression', () => odata.parseExpression("name eq '"), odata.ODataSyntaxError],
  ['parseLiteral', () => odata.parseLiteral('name'), odata.ODataSyntaxError],
  ['parseLink', () => odata.parseLink('https://contoso.crm.dynamics.com/'), odata.ODataSyntaxError],
  ['parseQueryOptions', () => odata.parseQueryOptions('$top=1&$top=2'), odata.ODataSyntaxError],
  ['parseUri', () => odata.parseUri('%'), odata.ODataSyntaxError],
  ['readCsdl', () => odata.readCsdl('<a/>'), odata.CsdlError],
  ['readEntityDefinitions', () => odata.readEntityDefinitions({ a: 1 }), odata.EntityDefinitionsError],
  ['parseFetchXml', () => odata.parseFetchXml('<x/>'), odata.FetchXmlError],
  [
    'printFetchXml of a control character',
    () => odata.printFetchXml({ ...fetch, entity: { ...fetch.entity, name: 'a\u0000' } }),
    TypeError,
  ],
  ['fetchXmlToQuery of an unknown table', () => odata.fetchXmlToQuery(fetch, noModel), odata.TranslationError],
  [
    'queryToFetchXml of an unknown table',
    () => odata.queryToFetchXml(odata.parseUri('accounts'), noModel),
    odata.TranslationError,
  ],
  ['parsePagingCookie', () => odata.parsePagingCookie('x'), odata.PagingCookieError],
  ['parsePageCookie', () => odata.parsePageCookie('x'), odata.PagingCookieError],
  ['batchContentType', () => odata.batchContentType('a"b'), TypeError],
  [
    'printBatchRequest of a header with a line break',
    () => odata.printBatchRequest([{ ...operation, headers: [['A', 'b\r\nC: d']] }], 'b'),
    TypeError,
  ],
  [
    'printBatchRequest of a body with the boundary',
    () => odata.printBatchRequest([{ ...operation, body: '--b\r\n' }], 'b'),
    TypeError,
  ],
  ['streamBatchRequest of a boundary that is none', () => odata.streamBatchRequest([], 'b"'), TypeError],
  ['parseBatchRequest of JSON', () => odata.parseBatchRequest('application/json', '{}'), odata.BatchError],
  [
    'parseBatchResponse without parts',
    () => odata.parseBatchResponse('multipart/mixed; boundary=x', '{}'),
    odata.BatchError,
  ],
  ['printETag with a quote', () => odata.printETag('1"'), TypeError],
  ['printETag with a line break', () => odata.printETag('1\r\nX-A: b'), TypeError],
  ['printETag of nothing', () => odata.printETag(''), TypeError],
  ['printPrefer of no rows', () => odata.printPrefer({ maxPageSize: 0 }), TypeError],
  ['printPrefer of a line break', () => odata.printPrefer({ callbackUrl: 'https://x\r\n' }), TypeError],
  [
    'a table that a schema does not have',
    () => odata.defineSchema<Record<string, never>>({}).table('account'),
    TypeError,
  ],
  ['a table outside that was not given', () => odata.defineSchema({}).reference('account'), TypeError],
  ['an operation of a type that is none', () => defined({ unbound: { parameters: { a: 'word' } } }), TypeError],
  ['an operation of a table that was not given', () => defined({ account: {} }), TypeError],
  [
    'readTableFacts of a line that is none',
    () => odata.readTableFacts('account accounts\n  words x')['account'],
    SyntaxError,
  ],
]

test.each(refusals)('%s is refused', (_what, refused, kind) => {
  expect(refused).toThrow(kind)
})

test('a stream of a batch fails where its text would be refused', async () => {
  const stream = odata.streamBatchRequest([{ ...operation, headers: [['A', 'b\r\nC: d']] }], 'b')
  await expect(new Response(stream).text()).rejects.toThrow(TypeError)
})
