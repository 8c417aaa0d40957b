import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/**
 * Each feature of the client, and the tests that show it against the fake over HTTP and look at the request that left: file, and
 * the beginning of the test's name.
 */
const FEATURES: readonly (readonly [feature: string, ...tests: readonly (readonly [file: string, name: string])[]])[] =
  [
    ['select, where, orderBy', ['more-over-http', 'by %s'], ['typed-fetch', 'selects, filters and sorts']],
    ['choices by label, lookups, paths, any and all', ['more-over-http', 'by the label of a choice']],
    ['query functions and hierarchies', ['more-over-http', 'by %s'], ['over-http', 'finds rows below one']],
    ['nested expand with its own options', ['more-over-http', 'expand with options']],
    ['nested collections past their own links', ['more-over-http', 'continue collections']],
    ['groups and aggregates', ['more-over-http', 'group and aggregate']],
    [
      'typed FetchXML: joins, link types, groups, N:N',
      ['typed-fetch', 'joins the row of a lookup'],
      ['typed-fetch', 'joins rows of an N:N relationship'],
      ['typed-fetch', 'groups and makes values'],
    ],
    ['raw FetchXML', ['more-over-http', 'as FetchXML text']],
    ['saved queries', ['more-over-http', 'of a view']],
    ['first, single, count, pages', ['more-over-http', 'give the first row']],
    ['iteration with read-ahead', ['over-http', 'reads a page ahead']],
    ['long reads within a batch', ['more-over-http', 'too long for a URL']],
    ['dates and numbers without loss', ['over-http', 'converts dates']],
    ['lookups as one value, formatted values', ['over-http', 'names the row of a lookup']],
    ['retrieve by alternate key, conditional', ['more-over-http', 'by an alternate key']],
    ['related rows', ['more-over-http', 'of another collection']],
    ['a raw value', ['over-http', 'reads the bare text']],
    ['who, version, organization', ['more-over-http', 'of the one who asks']],
    ['functions and actions by name', ['more-over-http', 'a function by its name']],
    ['create, and the row it gives', ['more-over-http', 'create gives the row']],
    ['deep insert', ['over-http', 'creates related rows']],
    ['ids of the client', ['over-http', 'makes the id']],
    ['update, lookups bound and cleared', ['more-over-http', 'update binds']],
    ['lookups bound by an alternate key', ['more-over-http', 'lookups are bound by']],
    [
      'upsert, insert-only, update-only',
      ['more-over-http', 'upsert by an alternate key'],
      ['over-http', 'changes a row by upsert'],
    ],
    ['delete, setValue', ['more-over-http', 'delete, and one column']],
    ['associate, disassociate', ['more-over-http', 'associate and disassociate']],
    [
      'merge, assign, state',
      ['more-over-http', 'merge'],
      ['over-http', 'gives a row to another owner'],
      ['over-http', 'changes the state'],
    ],
    ['concurrency with both versions', ['over-http', 'tells both versions']],
    ['impersonation, bypass, duplicates, tag', ['more-over-http', 'for somebody else']],
    [
      'batch, change sets, references',
      ['more-over-http', 'a change set is done whole'],
      ['over-http', 'reads queries along'],
    ],
    ['continue on error, streams', ['more-over-http', 'a batch goes on']],
    ['bulk', ['more-over-http', 'many rows by the messages']],
    ['change tracking', ['more-over-http', 'changes of a table']],
    ['files, definitions, search', ['more-over-http', 'files go up']],
    ['throttling, limits', ['more-over-http', 'is asked again']],
    ['middleware, telemetry, errors', ['more-over-http', 'is seen by middleware']],
    ['abort while waiting', ['more-over-http', 'is not waited for']],
    ['elastic tables: partition, session token', ['rest-over-http', 'an elastic row is named']],
    ['background operations: begun, asked for, cancelled', ['rest-over-http', 'a Custom API in the background']],
    ['images and their thumbnails', ['rest-over-http', 'an image comes']],
    ['streams in blocks', ['rest-over-http', 'a stream goes up']],
    ['OpenTelemetry: traceparent', ['rest-over-http', 'the context of a span']],
    ['full resync for an expired token of changes', ['rest-over-http', 'a token of changes']],
    ['the options of a column', ['metadata', 'the options of one column']],
  ]

const read = (file: string): string => readFileSync(fileURLToPath(new URL(`${file}.test.ts`, import.meta.url)), 'utf8')

describe('each feature is shown over HTTP', () => {
  test.each(FEATURES.map(([feature, ...tests]) => ({ feature, tests })))('$feature', ({ tests }) => {
    for (const [file, name] of tests) {
      const text = read(file)
      expect(text).toContain('httpWorld(')
      const at = ["'", '"', '`'].map((quote) => text.indexOf(`(${quote}${name}`)).find((index) => index >= 0)
      if (at === undefined) throw new Error(`${file} has no test "${name}".`)
      const body = text.slice(at)
      const [own = ''] = body.split(/\n {2}(?:test|describe)\b|\n\}\)/)
      expect(own, `${file}: ${name}`).toMatch(/world\.last\(\)|world\.sent|sentXml\(\)|other\.last\(\)/)
    }
  })
})

/** Where the methods of a client and of what it has are written down. */
const INTERFACES = [
  'client/client-reads',
  'client/client-writes',
  'client/client-calls',
  'client/dynamics-client',
  'query/query',
  'query/grouped-query',
  'view/view-query',
  'fetchxml/fetch-xml-query',
  'bulk/bulk',
  'files/files',
  'search/search',
  'metadata/metadata',
  'background/background-operation',
]

const methodsOf = (file: string): readonly string[] => {
  const text = readFileSync(fileURLToPath(new URL(`../src/${file}.ts`, import.meta.url)), 'utf8')
  return [...text.matchAll(/^ {2}([a-z]\w*)[<(]/gm)].map(([, name = '']) => name)
}

describe('no method is without a test over HTTP', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts') && name !== 'features.test.ts')
  const overHttp = files
    .map((name) => readFileSync(folder + name, 'utf8'))
    .filter((text) => text.includes('httpWorld('))
  const methods = INTERFACES.flatMap((file) => methodsOf(file).map((name) => ({ file, name })))
  test('there are methods', () => expect(methods.length).toBeGreaterThan(100))
  test.each([...new Map(methods.map((method) => [method.name, method])).values()])('$file: $name', ({ name }) => {
    expect(overHttp.filter((text) => text.includes(`.${name}(`))).not.toEqual([])
  })
})
