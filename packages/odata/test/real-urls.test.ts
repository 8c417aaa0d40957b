import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type ODataSyntaxErrorCode, parseUri, printUri } from '../src/index.ts'
import { sharedData, WITHOUT_SHARED_DATA } from './shared-data.ts'

/** Addresses that are called literal but are no OData: what is wrong with them, and how we say it. */
const KNOWN_WRONG: Readonly<Record<string, readonly [reason: string, code: ODataSyntaxErrorCode, offset: number]>> = {
  // A word stands for a key that was left out.
  'accounts(id)/myfileattribute?FileContinuationToken': ['word for a key', 'unrecognizedLiteral', 9],
  'accounts(id)/myentityimage': ['word for a key', 'unrecognizedLiteral', 9],
  'account(someid)/Account_Tasks': ['word for a key', 'unrecognizedLiteral', 8],
  'contacts(SOME_CONTACT_GUID)/parentcustomerid_account/$ref': ['word for a key', 'unrecognizedLiteral', 9],
  'accounts(guid)': ['word for a key', 'unrecognizedLiteral', 9],
  'accounts(guid-1)': ['word for a key', 'unrecognizedLiteral', 9],
  'accounts(x)': ['word for a key', 'unrecognizedLiteral', 9],
  'accounts(g)': ['word for a key', 'unrecognizedLiteral', 9],
  'EntityDefinitions(ent-guid-1)/Attributes': ['word for a key', 'unrecognizedLiteral', 18],
  "accounts?$filter=((startswith(name, 'admin') and accountnumber eq '12345') or accountid ne SOME-GUID)": [
    'word for a GUID',
    'unexpectedToken',
    78,
  ],
  'RetrieveTotalRecordCount(EntityNames=@p1)?@p1=$entityNamesJson': ['a script variable', 'unexpectedToken', 0],
  // GUIDs that lack digits.
  'accounts(00000000-0000-0000-000000000001)?$select=name,telephone1,emailaddress1,shippingmethodcode,customersizecode,accountratingcode,followemail,donotemail,donotphone,statuscode':
    ['a GUID of four groups', 'unrecognizedLiteral', 9],
  'publishers(11111111-1111-1111-1111-11111111111)': ['a GUID of 31 digits', 'unrecognizedLiteral', 11],
  // Wrong on purpose, in tests of another parser.
  '?$expand=Account_Leads(,contacts()': ['stray bracket', 'unexpectedToken', 14],
  '?$expand=Account_Leads)': ['stray bracket', 'unexpectedToken', 13],
  '?$filter=': ['no expression', 'unexpectedEnd', 0],
  '?$filter=!!!': ['no expression', 'unexpectedToken', 0],
  '?$orderby= @p1 desc desc asc,@p2 desc': ['two directions', 'unexpectedToken', 10],
  '?$orderby=@p1 desc, lastname asc&@p1=*name': ['no name', 'unexpectedToken', 0],
  '?$orderby=@p1 desc, lastname asc&@p1=@p2&@p2=*name': ['no name', 'unexpectedToken', 0],
  '?$orderby=name descs': ['no direction', 'unexpectedToken', 5],
  '?$top=': ['no number', 'invalidOption', 0],
  '?$select=name,numberofemployees$top=5': ['no & between options', 'unexpectedToken', 22],
}

/** An address made for the test of a generator: it puts column names where a key belongs. */
const COLUMNS_FOR_A_KEY = 'EntityDefinitions(MetadataId,LogicalName,'

const file = sharedData('urls.tsv')

describe.skipIf(!file)(`real addresses${file ? '' : ` (skipped: ${WITHOUT_SHARED_DATA})`}`, () => {
  const urls = file ? literalUrls(file) : []
  const right = urls.filter((url) => !(url in KNOWN_WRONG) && !url.startsWith(COLUMNS_FOR_A_KEY))

  test('are there', () => {
    expect(right.length).toBeGreaterThan(300)
    expect(urls).toEqual(expect.arrayContaining(Object.keys(KNOWN_WRONG)))
  })

  test.each(right)('parse and print to a fixed text: %s', (url) => {
    const parsed = parseUri(url)
    const canonical = printUri(parsed)
    expect(parseUri(canonical)).toEqual(parsed)
    expect(printUri(parseUri(canonical))).toBe(canonical)
  })

  test.each(Object.entries(KNOWN_WRONG))('are refused when wrong: %s', (url, [, code, offset]) => {
    expect(() => parseUri(url)).toThrowError(expect.objectContaining({ name: 'ODataSyntaxError', code, offset }))
  })
})

function literalUrls(path: string): readonly string[] {
  const rows = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1)
  const urls = rows.map((row) => row.split('\t')).filter(([, , , , , form]) => form === 'literal')
  return [...new Set(urls.map(([, url]) => url ?? ''))]
}
