import { describe, expect, test } from 'vitest'
import {
  type Expression,
  type Literal,
  type ODataSyntaxErrorCode,
  type ODataUri,
  type TextLiteralType,
  parsePath,
  parseQueryOptions,
  parseUri,
  printUri,
} from '../index.ts'

const ID = '3f2504e0-4f89-11d3-9a0c-0305e82c3301'

describe('a path', () => {
  test.each([
    ['', []],
    ['/', []],
    ['/accounts/', [{ name: 'accounts' }]],
    [`accounts(${ID})`, [{ name: 'accounts', arguments: [{ value: literal('guid', ID) }] }]],
    [`accounts%28${ID}%29`, [{ name: 'accounts', arguments: [{ value: literal('guid', ID) }] }]],
    [
      `accounts(accountid=${ID})`,
      [{ name: 'accounts', arguments: [{ name: 'accountid', value: literal('guid', ID) }] }],
    ],
    [
      "accounts(accountnumber='A%2F''1',x=1)/$value",
      [
        {
          name: 'accounts',
          arguments: [
            { name: 'accountnumber', value: literal('string', "A/'1") },
            { name: 'x', value: literal('number', '1') },
          ],
        },
        { name: '$value' },
      ],
    ],
    ['WhoAmI()', [{ name: 'WhoAmI', arguments: [] }]],
    [
      'F(A=@p1,B=null)',
      [
        {
          name: 'F',
          arguments: [
            { name: 'A', value: { kind: 'alias', name: 'p1' } },
            { name: 'B', value: { kind: 'literal', type: 'null', value: null } },
          ],
        },
      ],
    ],
    ['$1/Microsoft.Dynamics.CRM.Fn()', [{ name: '$1' }, { name: 'Microsoft.Dynamics.CRM.Fn', arguments: [] }]],
  ])('%s', (text, segments) => {
    expect(parsePath(text)).toStrictEqual(segments)
  })

  test.each<[string, ODataSyntaxErrorCode, number]>([
    ['accounts//x', 'unexpectedEnd', 0],
    ['(1)', 'unexpectedEnd', 0],
    // Found by mutated addresses: it was taken and could not be printed.
    ['../accounts', 'unexpectedToken', 0],
    ['%2e%2E', 'unexpectedToken', 0],
    ['accounts/$count/name', 'unexpectedToken', 0],
    ['accounts(1', 'unexpectedEnd', 10],
    ['accounts)', 'unexpectedToken', 8],
    ['accounts(1)x', 'unexpectedToken', 11],
    ['accounts(1,2)', 'unexpectedToken', 10],
    ['accounts(a=1,2)', 'unexpectedToken', 13],
    ["accounts(name='a/b')", 'unterminatedLiteral', 16],
    ['accounts%', 'malformedEncoding', 8],
    ['accounts%FF', 'malformedEncoding', 8],
  ])('%s is refused', (text, code, offset) => {
    expect(() => parsePath(text)).toThrowError(expect.objectContaining({ code, offset }))
  })
})

describe('a query', () => {
  test.each([
    ['', {}],
    ['?$top=5', { top: 5 }],
    ['%24top=5', { top: 5 }],
    ['$select=name,', { select: ['name'] }],
    ['$select= name , revenue', { select: ['name', 'revenue'] }],
    ['$select=', { select: [] }],
    ['$count=true&&$skip=0', { count: true, skip: 0 }],
    ['$expand=a,', { expand: [{ navigationProperty: 'a', options: {} }] }],
    [
      '$expand=a($select=x;$expand=b($top=1;),; )',
      {
        expand: [
          {
            navigationProperty: 'a',
            options: { select: ['x'], expand: [{ navigationProperty: 'b', options: { top: 1 } }] },
          },
        ],
      },
    ],
    [
      '$expand=a/$count($filter=x eq 1),b',
      {
        expand: [
          {
            navigationProperty: 'a',
            count: true,
            options: {
              filter: { kind: 'comparison', operator: 'eq', left: path('x'), right: literal('number', '1') },
            },
          },
          { navigationProperty: 'b', options: {} },
        ],
      },
    ],
    [
      '$expand=a/$ref,b',
      {
        expand: [
          { navigationProperty: 'a', ref: true, options: {} },
          { navigationProperty: 'b', options: {} },
        ],
      },
    ],
    [
      '$expand=a($select%20=%20x,%20y;$top=1)',
      { expand: [{ navigationProperty: 'a', options: { select: ['x', 'y'], top: 1 } }] },
    ],
    [
      "$expand=a($levels=2;$search='x;)')",
      {
        expand: [
          {
            navigationProperty: 'a',
            options: {
              custom: [
                ['$levels', '2'],
                ['$search', "'x;)'"],
              ],
            },
          },
        ],
      },
    ],
    [
      '$orderby=a desc,b',
      {
        orderby: [
          { expression: path('a'), direction: 'desc' },
          { expression: path('b'), direction: 'asc' },
        ],
      },
    ],
    [
      '$filter=a+eq+1',
      { filter: { kind: 'comparison', operator: 'eq', left: path('a'), right: literal('number', '1') } },
    ],
    [
      'fetchXml=%3Cfetch/%3E&tag=a%26b&tag=2&x',
      {
        fetchXml: '<fetch/>',
        custom: [
          ['tag', 'a&b'],
          ['tag', '2'],
          ['x', ''],
        ],
      },
    ],
    ['$skiptoken=%253ccookie%253e', { skiptoken: '%3ccookie%3e' }],
    [
      '$format=json&$Select=x',
      {
        custom: [
          ['$format', 'json'],
          ['$Select', 'x'],
        ],
      },
    ],
  ])('%s', (text, options) => {
    expect(parseQueryOptions(text)).toStrictEqual(options)
  })

  test('keeps an alias with a dangerous name as a name', () => {
    const { aliases } = parseQueryOptions("@__proto__='x'&@p1=[1]")
    expect(Object.keys(aliases ?? {})).toEqual(['__proto__', 'p1'])
    expect(Object.getPrototypeOf(aliases)).toBe(Object.prototype)
  })

  test.each<[string, ODataSyntaxErrorCode, string | undefined]>([
    ['$top=1&%24top=2', 'repeatedOption', '$top'],
    ['@p1=1&@p1=2', 'repeatedOption', '@p1'],
    ['$expand=a($top=1;$top=2)', 'repeatedOption', '$expand'],
    ['$top=-1', 'invalidOption', '$top'],
    ['$top=1.5', 'invalidOption', '$top'],
    ['$count=yes', 'invalidOption', '$count'],
    ['@=1', 'invalidOption', '@'],
    ['$filter=', 'unexpectedEnd', '$filter'],
    ['$select=a b', 'unexpectedToken', '$select'],
    ['$select=,a', 'unexpectedToken', '$select'],
    ['$expand=a(', 'unexpectedEnd', '$expand'],
    ['$expand=a/$ref($select=x)', 'unexpectedToken', '$expand'],
    ['$expand=a/$count($top=1)', 'unexpectedToken', '$expand'],
    ['$filter=any()', 'unexpectedToken', '$filter'],
    ['$expand=a()', 'unexpectedToken', '$expand'],
    ['$expand=a($filter=)', 'unexpectedToken', '$expand'],
    ['$orderby=a up', 'unexpectedToken', '$orderby'],
    ['$apply=topcount(1,a)', 'unsupportedTransformation', '$apply'],
    ['$apply=aggregate(a)', 'unexpectedToken', '$apply'],
    ['$filter=%E4', 'malformedEncoding', undefined],
  ])('%s is refused', (text, code, option) => {
    expect(() => parseQueryOptions(text)).toThrowError(expect.objectContaining({ code, option }))
  })
})

describe('an address', () => {
  test.each([
    ["accounts?$select=name,revenue&$filter=name eq 'x'", "accounts?$select=name,revenue&$filter=name%20eq%20'x'"],
    [
      "accounts?$filter=name eq 'R%26D %23 50%25 a/b%3F %2B'",
      "accounts?$filter=name%20eq%20'R%26D%20%23%2050%25%20a%2Fb%3F%20%2B'",
    ],
    ['accounts?$filter=primarycontactid/fullname ne null', 'accounts?$filter=primarycontactid/fullname%20ne%20null'],
    [
      'accounts?$top=3&$expand=primarycontactid($expand=createdby($select=fullname);$select=fullname)',
      'accounts?$expand=primarycontactid($select=fullname;$expand=createdby($select=fullname))&$top=3',
    ],
    [
      'accounts?$apply=groupby( (statuscode), aggregate( revenue with sum as total ) )',
      'accounts?$apply=groupby((statuscode),aggregate(revenue%20with%20sum%20as%20total))',
    ],
    ["F(A=@p1)?@p1={'@odata.id':'contacts(1)'}", 'F(A=@p1)?@p1=%7B%22@odata.id%22:%22contacts(1)%22%7D'],
  ])('%s has one text', (text, canonical) => {
    expect(printUri(parseUri(text))).toBe(canonical)
  })

  test.each<[string, ODataUri]>([
    ['a dot segment', { path: [{ name: '..' }], options: {} }],
    ['a bracket in a name', { path: [{ name: 'accounts(1)' }], options: {} }],
    [
      'two keys without names',
      {
        path: [{ name: 'a', arguments: [{ value: literal('number', '1') }, { value: literal('number', '2') }] }],
        options: {},
      },
    ],
    ['what follows a number of rows', { path: [{ name: '$count' }, { name: 'a' }], options: {} }],
    [
      'columns of a number of rows',
      { path: [], options: { expand: [{ navigationProperty: 'a', count: true, options: { select: ['x'] } }] } },
    ],
    ['a negative count', { path: [], options: { top: -1 } }],
    ['a system option as custom option', { path: [], options: { custom: [['$filter', 'x']] } }],
    [
      'a custom option that ends $expand',
      {
        path: [],
        options: { expand: [{ navigationProperty: 'a', options: { custom: [['$search', 'x);y']] } }] },
      },
    ],
    ['a column with syntax in it', { path: [], options: { select: ['name&$top=1'] } }],
    [
      'a navigation property with syntax in it',
      { path: [], options: { expand: [{ navigationProperty: 'a($top=1)', options: {} }] } },
    ],
  ])('%s is not printed', (_, uri) => {
    expect(() => printUri(uri)).toThrowError(TypeError)
  })
})

function literal(type: TextLiteralType, value: string): Literal {
  return { kind: 'literal', type, value }
}

function path(name: string): Expression {
  return { kind: 'path', segments: [name] }
}
