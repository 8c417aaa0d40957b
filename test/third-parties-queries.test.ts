// Addresses that odata-query writes, as its README shows, are understood; those about Dataverse find what they say.
import { createRequire } from 'node:module'
import { createClient } from '@dynamics-kit/client'
import { parseQueryOptions } from '@dynamics-kit/odata'
import { createFakeDynamics, type FakeDynamics } from '@dynamics-kit/testing'
import { ITEM_ROOT, type QueryOptions } from 'odata-query'
import { beforeAll, describe, expect, test } from 'vitest'

// Its default export is inside of another one for ES modules.
const { default: buildQuery } = createRequire(import.meta.url)('odata-query') as {
  default: (options: Options) => string
}

type Options = Partial<QueryOptions<unknown>>
type Filter = NonNullable<Options['filter']>

const filtered = (filter: Filter): Options => ({ filter })
const anyOf = (any: object): Options => filtered({ ItemsProp: { any } })

/** Filters, selections, orders, expands and pages of its README. Left out: texts in double quotes, and values of older versions of OData. */
const documented: readonly (readonly [sample: string, options: Options])[] = [
  ['equality', filtered({ PropName: 1 })],
  ['a comparison', filtered({ PropName: { gt: 5 } })],
  ['in', filtered({ PropName: { in: [1, 2, 3] } })],
  ['and, implied', filtered([{ SomeProp: 1 }, { AnotherProp: 2 }, "startswith(Name, 'foo')"])],
  [
    'a range of dates',
    filtered({ DateProp: { ge: new Date(Date.UTC(2017, 0, 1)), le: new Date(Date.UTC(2017, 2, 1)) } }),
  ],
  ['and', filtered({ and: [{ SomeProp: 1 }, { AnotherProp: 2 }, "startswith(Name, 'foo')"] })],
  ['not', filtered({ not: { and: [{ SomeProp: 1 }, { AnotherProp: 2 }] } })],
  ['any of nothing', anyOf({})],
  ['any', anyOf({ SomeProp: 1, AnotherProp: 2 })],
  ['any of a list', anyOf([{ SomeProp: 1 }, { AnotherProp: 2 }])],
  ['any with or', anyOf({ or: [{ SomeProp: 1 }, { AnotherProp: 2 }] })],
  ['not any', filtered({ not: { ItemsProp: { any: { or: [{ SomeProp: 1 }, { AnotherProp: 2 }] } } } })],
  ['an item itself', filtered({ tags: { any: { [ITEM_ROOT]: { in: ['tag1', 'tag2'] } } } })],
  ['an item itself, or', filtered({ tags: { any: { or: [{ [ITEM_ROOT]: 'tag1' }, { [ITEM_ROOT]: 'tag2' }] } } })],
  ['an item and what it has', filtered({ tags: { any: [{ [ITEM_ROOT]: 'tag1' }, { prop: 'tag3' }] } })],
  ['a function of an item', filtered({ tags: { any: { [`tolower(${ITEM_ROOT})`]: 'tag1' } } })],
  ['contains', filtered({ PropName: { contains: 'foo' } })],
  ['a function', filtered({ 'length(PropName)': { gt: 10 } })],
  ['a function with parameters', filtered({ "indexof(PropName, 'foo')": { eq: 3 } })],
  ['a GUID', filtered({ someProp: { eq: { type: 'guid', value: 'cd5977c2-4a64-42de-b2fc-7fe4707c65cd' } } })],
  ['a duration', filtered({ someProp: { eq: { type: 'duration', value: 'PT1H' } } })],
  ['binary', filtered({ someProp: { eq: { type: 'binary', value: 'YmluYXJ5RGF0YQ==' } } })],
  ['select', { select: ['Foo', 'Bar'] }],
  ['orderBy', { orderBy: ['Foo desc', 'Bar'] }],
  ['expand in expand', { expand: 'Friends/Photos' }],
  ['expand of an object', { expand: { Friends: { expand: 'Photos' } } }],
  ['several expands', { expand: ['Foo', 'Baz'] }],
  ['expand, filtered', { expand: { Trips: { filter: { Name: 'Trip in US' } } } }],
  ['expand, selected', { expand: { Friends: { select: ['Name', 'Age'] } } }],
  ['expand, the first', { expand: { Friends: { top: 10 } } }],
  ['expand, ordered', { expand: { Products: { orderBy: 'ReleaseDate asc' } } }],
  ['all of these', { expand: { Friends: { filter: { Age: { gt: 5 } }, select: ['Name'], top: 2, orderBy: 'Age' } } }],
  ['a page', { top: 25, skip: 50 }],
  ['a count', { count: true }],
]

test.each(documented)('%s of odata-query is read', (_sample, options) => {
  expect(() => parseQueryOptions(buildQuery(options))).not.toThrow()
})

describe('asked of the fake', () => {
  let fake: FakeDynamics

  beforeAll(() => {
    fake = createFakeDynamics({
      seed: {
        contacts: [{ contactid: 'c0000000-0000-4000-8000-000000000001', lastname: 'McKay' }],
        accounts: [
          {
            name: 'Contoso',
            revenue: 10,
            'primarycontactid@odata.bind': '/contacts(c0000000-0000-4000-8000-000000000001)',
          },
          { name: "O'Bryan & Sons", revenue: 20 },
          { name: 'Fabrikam', creditonhold: true },
        ],
      },
    })
  })

  const names = async (options: Options): Promise<readonly unknown[]> => {
    const query = buildQuery({ select: ['name'], orderBy: ['name'], ...options })
    const { body } = await createClient(fake.connection).request('GET', `accounts${query}`)
    return (body as { readonly value: readonly { readonly name: unknown }[] }).value.map(({ name }) => name)
  }

  test.each<readonly [Filter, readonly string[]]>([
    [{ name: "O'Bryan & Sons" }, ["O'Bryan & Sons"]],
    [{ revenue: { ge: 10, lt: 20 } }, ['Contoso']],
    [{ revenue: null }, ['Fabrikam']],
    [{ or: [{ name: { startswith: 'Con' } }, { name: { endswith: 'kam' } }] }, ['Contoso', 'Fabrikam']],
    [{ not: { name: { contains: 'o' } } }, ['Fabrikam']],
    [{ primarycontactid: { lastname: 'McKay' } }, ['Contoso']],
    [{ _primarycontactid_value: { type: 'guid', value: 'c0000000-0000-4000-8000-000000000001' } }, ['Contoso']],
    [{ creditonhold: true }, ['Fabrikam']],
    [
      { createdon: { gt: new Date(Date.UTC(2020, 0, 1)) }, statecode: 0, creditonhold: false },
      ['Contoso', "O'Bryan & Sons"],
    ],
    [{ Account_Tasks: { any: {} } }, []],
  ])('%j finds %j', async (filter, found) => {
    expect(await names({ filter })).toEqual(found)
  })

  test('refuses `in`, as the service does', async () => {
    await expect(names({ filter: { name: { in: ['Contoso', 'Fabrikam'] } } })).rejects.toThrow(
      'The query node In is not supported.',
    )
  })

  test('and what it expands, counts and groups', async () => {
    const dynamics = createClient(fake.connection)
    const query = buildQuery({
      select: ['name'],
      filter: { name: 'Contoso' },
      expand: { primarycontactid: { select: ['lastname'] }, Account_Tasks: { select: ['subject'], top: 2 } },
      count: true,
      top: 5,
    })
    expect((await dynamics.request('GET', `accounts${query}`)).body).toMatchObject({
      '@odata.count': 1,
      value: [{ name: 'Contoso', primarycontactid: { lastname: 'McKay' }, Account_Tasks: [] }],
    })
    const groups = buildQuery({
      transform: [
        {
          groupBy: {
            properties: ['creditonhold'],
            transform: [{ aggregate: { revenue: { with: 'sum', as: 'total' } } }],
          },
        },
      ],
    })
    expect((await dynamics.request('GET', `accounts${groups}`)).body).toMatchObject({
      value: [{ creditonhold: false, total: 30 }, { creditonhold: true }],
    })
  })
})
