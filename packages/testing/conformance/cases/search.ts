import type { ConformanceCase, Expectation } from '../case.ts'
import { caseOf } from './world.ts'

const facts = {
  area: 'Dataverse search',
  source: 'search/query.md',
  notLive: 'the index of search takes minutes to hold new rows',
}

const rows = ['alpine hotel', 'motel by the airport', 'glue and wifi', 'hotel near wifi'].map((name) => ({
  set: 'accounts',
  body: { name: `${name} {{tag}}`, address1_city: 'Redmond', numberofemployees: name.length },
}))

/** A search of version 1.0, whose answer is no text of JSON, within the rows of this run. */
const searching = (search: string, more: object = {}) => ({
  method: 'POST',
  path: '{{origin}}/api/search/v1.0/query',
  body: { search, entities: ['account'], filter: "account:endswith(name,'{{tag}}')", orderby: ['name'], ...more },
})

const names = (...wanted: readonly string[]): Expectation => ({
  status: 200,
  json: { value: wanted.map((name) => ({ name: `${name} {{tag}}` })) },
})

const syntax = (id: string, fact: string, search: string, wanted: readonly string[], more: object = {}) =>
  caseOf({ ...facts, id: `search-${id}`, fact, rows, request: searching(search, more), expect: names(...wanted) })

const [alpine, motel, glue, near] = [
  'alpine hotel',
  'motel by the airport',
  'glue and wifi',
  'hotel near wifi',
] as const
const full = { searchtype: 'full' }
const all = { searchmode: 'all' }

/** Words in rows, by the operations of the Web API and by the service of their own. */
export const search: readonly ConformanceCase[] = [
  syntax('any', 'words are alternatives', 'glue alpine', [alpine, glue]),
  syntax('all', 'with searchmode all each word has to be there', 'hotel wifi', [near], all),
  syntax('and', 'with + between them both words are needed', 'hotel+wifi', [near]),
  syntax(
    'or',
    'with | between them either word is enough, also where all are needed',
    'glue|alpine',
    [alpine, glue],
    all,
  ),
  syntax('precedence', 'parentheses go before operators', 'hotel+(wifi | alpine)', [alpine, near]),
  syntax('not-all', 'a word after - must not be there, with searchmode all', 'wifi -hotel', [glue], all),
  caseOf({
    ...facts,
    id: 'search-not-any',
    source: 'search/legacy.md',
    fact: 'a word after - is an alternative of its own, with searchmode any: or not',
    rows,
    request: searching('wifi -hotel'),
    expect: names(glue, near, motel),
  }),
  syntax('prefix', 'a word may be begun: alp*', 'alp*', [alpine]),
  syntax('whole', 'a word that is not begun so is whole', 'alp', []),
  syntax('phrase', 'words in quotation marks stand one behind the other', '"near wifi"', [near]),
  syntax('escape', 'a backslash takes the meaning of an operator away', String.raw`\-glue`, [glue]),
  syntax('lucene-and', 'Lucene: AND, OR and NOT', 'hotel AND NOT wifi', [alpine], full),
  syntax('lucene-or', 'Lucene: || takes either', 'glue || alpine', [alpine, glue], { ...full, ...all }),
  syntax('lucene-must', 'Lucene: + is in front of what has to be there', '+hotel -alpine', [near], full),
  syntax('lucene-fuzzy', 'Lucene: a word that is misspelt by two letters', 'hotle~', [alpine, near, motel], full),
  syntax('lucene-edits', 'Lucene: so many letters', 'blue~1', [glue], full),
  syntax('lucene-near', 'Lucene: words within so many of each other', '"motel airport"~2', [motel], full),
  syntax('lucene-far', 'Lucene: words that are farther apart', '"motel airport"~1', [], full),
  syntax('lucene-regex', 'Lucene: a regular expression of a word', '/[mh]otel/', [alpine, near, motel], full),
  syntax('lucene-leading', 'Lucene: the end of a word', '/.*pine/', [alpine], full),
  syntax('lucene-boost', 'Lucene: a word may weigh more', 'glue^3 alpine', [glue, alpine], {
    ...full,
    orderby: ['@search.score desc'],
  }),
  syntax('page', 'skip and top give a page', 'hotel motel', [near], { skip: 1, top: 1 }),
  caseOf({
    ...facts,
    id: 'search-v1-shape',
    source: 'search/legacy.md',
    fact: 'version 1.0 answers rows with score, highlights, table and id, and how many there are',
    rows: [{ set: 'accounts', body: { accountid: '{{id1}}', name: 'alpine {{tag}}' } }],
    request: searching('alpine', { returntotalrecordcount: true, facets: ['@search.entityname,count:100'] }),
    expect: {
      status: 200,
      json: {
        value: [
          {
            '@search.entityname': 'account',
            '@search.objectid': '{{id1}}',
            '@search.objecttypecode': 1,
            '@search.highlights': { name: [{ $re: '^\\{crmhit\\}alpine\\{/crmhit\\}' }] },
            '@search.score': { $type: 'number' },
          },
        ],
        facets: { '@search.entityname': [{ Type: 'Value', Value: 'account', Count: 1 }] },
        totalrecordcount: 1,
      },
    },
  }),
  caseOf({
    ...facts,
    id: 'search-v1-uncounted',
    source: 'search/legacy.md',
    fact: 'version 1.0 answers -1 where nobody asks how many there are',
    rows,
    request: searching('hotel'),
    expect: { status: 200, json: { totalrecordcount: -1 } },
  }),
  caseOf({
    ...facts,
    id: 'search-v1-suggest',
    source: 'search/legacy.md',
    fact: 'version 1.0 suggests rows whose words begin so',
    rows: [{ set: 'accounts', body: { name: 'Quillfeather {{tag}}' } }],
    request: {
      method: 'POST',
      path: '{{origin}}/api/search/v1.0/suggest',
      body: { search: 'quillf', filter: "account:endswith(name,'{{tag}}')", entities: ['account'] },
    },
    expect: {
      status: 200,
      json: {
        value: [{ text: { $re: '^\\{crmhit\\}Quillfeather' }, document: { '@search.entityname': 'account' } }],
      },
    },
  }),
  caseOf({
    ...facts,
    id: 'search-suggest-fuzzy',
    source: 'search/suggest.md',
    fact: 'fuzzy suggestions forgive two letters',
    rows: [{ set: 'accounts', body: { name: 'Quillfeather {{tag}}' } }],
    request: { method: 'POST', path: 'searchsuggest', body: { search: 'qiullfe', fuzzy: true } },
    expect: { status: 200, json: { response: { $re: 'Quillfeather' } } },
  }),
  caseOf({
    ...facts,
    id: 'search-v2-native',
    source: 'search/overview.md',
    fact: 'version 2.0 of the search service takes and answers what the action of the Web API does',
    rows: [{ set: 'accounts', body: { accountid: '{{id1}}', name: 'alpine {{tag}}' } }],
    request: {
      method: 'POST',
      path: '{{origin}}/api/search/v2.0/query',
      body: {
        search: 'alpine',
        filter: "account:accountid eq '{{id1}}'",
        entities: '[{"name":"account"}]',
        count: true,
      },
    },
    expect: { status: 200, json: { response: { $re: '"Count":1\\}$' } }, jsonAbsent: ['/@odata.context'] },
  }),
  caseOf({
    ...facts,
    id: 'search-options-list',
    fact: 'options may be a list of names',
    rows,
    request: {
      method: 'POST',
      path: 'searchquery',
      body: {
        search: 'hotel AND NOT wifi',
        options: '["lucene","searchmodelall"]',
        entities: '[{"name":"account","filter":"endswith(name,\'{{tag}}\')"}]',
        count: true,
      },
    },
    expect: { status: 200, json: { response: { $re: '"Count":1\\}$' } } },
  }),
  ...['v1.0', 'v2.0'].map((version) =>
    caseOf({
      ...facts,
      id: `search-filter-syntax-${version.slice(0, 2)}`,
      trust: 'disputed',
      fact: `version ${version.slice(1)} refuses a filter that cannot be read`,
      request: {
        method: 'POST',
        path: `{{origin}}/api/search/${version}/query`,
        body: { search: 'x', filter: 'name eq' },
      },
      expect: { status: 400 },
    }),
  ),
  caseOf({
    ...facts,
    id: 'search-short',
    source: 'search/legacy.md',
    fact: 'suggestions need three letters',
    request: { method: 'POST', path: 'searchsuggest', body: { search: 'ab' } },
    expect: { status: 400 },
  }),
  caseOf({
    ...facts,
    id: 'search-status',
    source: 'search/overview.md',
    fact: 'the search service tells its status',
    request: { method: 'GET', path: '{{origin}}/api/search/v2.0/status' },
    expect: { status: 200, json: { response: { $re: '"status":"provisioned"' } } },
  }),
]
