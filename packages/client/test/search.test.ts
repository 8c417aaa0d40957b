import { and, column } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'
import { clientWith, ID, ROOT } from './client-with.ts'
import { failure, json } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'

const answer = (value: object) =>
  json({
    '@odata.context': `${ROOT}$metadata#Microsoft.Dynamics.CRM.searchqueryResponse`,
    response: JSON.stringify(value),
  })

describe('a search', () => {
  test('sends what is searched for as text within text, and reads the answer so', async () => {
    const { dynamics, last } = clientWith(
      answer({
        Error: null,
        Value: [
          {
            Id: ID,
            EntityName: 'account',
            ObjectTypeCode: 1,
            Attributes: { name: 'Contoso' },
            Highlights: { name: ['{crmhit}Contoso{/crmhit}'] },
            Score: 4.9,
          },
        ],
        Facets: { account: [] },
        QueryContext: null,
        Count: 1,
      }),
    )
    const result = await dynamics.search.query('Contoso', {
      tables: [
        {
          table: accounts,
          select: ['name', 'createdon'],
          searchColumns: ['name'],
          where: and(column('statecode').eq(0), column('name').ne("O'Brian")),
        },
        { table: 'contact', where: 'statecode eq 0' },
      ],
      where: 'createdon gt 2022-08-15',
      orderBy: ['@search.score desc', 'createdon desc'],
      facets: ['@search.entityname,count:100'],
      top: 7,
      skip: 0,
      count: true,
      mode: 'all',
      language: 'simple',
    })
    expect(result).toEqual({
      rows: [
        {
          id: ID,
          table: 'account',
          score: 4.9,
          columns: { name: 'Contoso' },
          highlights: { name: ['{crmhit}Contoso{/crmhit}'] },
        },
      ],
      count: 1,
      facets: { account: [] },
    })
    expect(last()).toMatchObject({ method: 'POST', url: `${ROOT}searchquery` })
    const { entities, facets, orderby, options, ...rest } = JSON.parse(last().body) as Record<string, string>
    expect(rest).toEqual({ search: 'Contoso', filter: 'createdon gt 2022-08-15', top: 7, skip: 0, count: true })
    expect([entities, facets, orderby, options].map((text) => JSON.parse(text!) as unknown)).toEqual([
      [
        {
          Name: 'account',
          SelectColumns: ['name', 'createdon'],
          SearchColumns: ['name'],
          Filter: "statecode eq 0 and name ne 'O''Brian'",
        },
        { Name: 'contact', Filter: 'statecode eq 0' },
      ],
      ['@search.entityname,count:100'],
      ['@search.score desc', 'createdon desc'],
      { querytype: 'simple', searchmode: 'all' },
    ])
  })

  test('tells no number that was not asked for', async () => {
    const { dynamics, last } = clientWith(answer({ Error: null, Value: [], Facets: {}, Count: -1 }))
    expect(await dynamics.search.query('Contoso')).toEqual({ rows: [], facets: {} })
    expect(last().body).toBe('{"search":"Contoso"}')
  })

  test('suggests and completes', async () => {
    const { dynamics, sent } = clientWith(
      answer({ Error: null, Value: [{ Text: '{crmhit}Con{/crmhit}toso', Document: { name: 'Contoso' } }] }),
      answer({ Error: null, Value: '{crmhit}contoso{/crmhit}' }),
    )
    expect(await dynamics.search.suggest('Con', { fuzzy: true, top: 3 })).toEqual([
      { text: '{crmhit}Con{/crmhit}toso', row: { name: 'Contoso' } },
    ])
    expect(await dynamics.search.autocomplete('Con')).toBe('{crmhit}contoso{/crmhit}')
    expect(sent.map(({ url, body }) => [url, body])).toEqual([
      [`${ROOT}searchsuggest`, '{"search":"Con","top":3,"fuzzy":true}'],
      [`${ROOT}searchautocomplete`, '{"search":"Con"}'],
    ])
  })

  test('that is turned off, refused or unreadable is an error', async () => {
    const { dynamics } = clientWith(
      failure(400, '0x80048d0b', 'Dataverse Search feature is disabled for this organization.'),
      answer({ Error: { code: 'InvalidSearch', message: 'secret' }, Value: null }),
      json({ response: '<html>' }),
    )
    await expect(dynamics.search.query('x')).rejects.toMatchObject({ dataverseCode: '0x80048d0b' })
    await expect(dynamics.search.query('x')).rejects.toMatchObject({
      code: 'invalid-query',
      message: expect.not.stringContaining('secret'),
    })
    await expect(dynamics.search.query('x')).rejects.toMatchObject({ code: 'unreadable-response' })
  })

  test.each([
    ['', {}],
    ['x'.repeat(101), {}],
    ['x', { top: 101 }],
  ])('for %s with %o is refused before anything is sent', async (text, options) => {
    const { dynamics, sent } = clientWith()
    await expect(dynamics.search.query(text, options)).rejects.toThrowError(RangeError)
    expect(sent).toEqual([])
  })
})
