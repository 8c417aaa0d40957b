import { createClient } from '@dynamics-kit/client'
import { type Expression, printUri, type QueryOptions, stringLiteral, numberLiteral } from '@dynamics-kit/odata'
import { createQueryBuilderV4 } from '@odata2ts/odata-query-builder'
import { QEntityPath, QNumberPath, QStringPath, QueryObject } from '@odata2ts/odata-query-objects'
import odataQuery from 'odata-query'
import { accounts } from '../../examples/dynamics/index.ts'
import type { Contender } from './measure.ts'

/** One query, said to each of the libraries in its own way. All of them make the text of an address. */
export interface PrintedQuery {
  readonly title: string
  readonly budget?: number
  readonly contenders: readonly [hand: Contender, ours: Contender, ...peers: Contender[]]
}

const columns = ['name', 'revenue']
const people = ['fullname']
const top = 10
const name = "Fourth Coffee's"
const revenue = 1_000_000
const orders = [
  { column: 'revenue', isDescending: true },
  { column: 'name', isDescending: false },
]

// Declared as CommonJS, shipped as ESM: the default import is the function.
const buildQuery = odataQuery as unknown as (query: object) => string

class QUser extends QueryObject {
  readonly fullname = new QStringPath(this.withPrefix('fullname'))
}

class QContact extends QueryObject {
  readonly fullname = new QStringPath(this.withPrefix('fullname'))
  readonly createdby = new QEntityPath(this.withPrefix('createdby'), () => QUser)
}

class QAccount extends QueryObject {
  readonly name = new QStringPath(this.withPrefix('name'))
  readonly revenue = new QNumberPath(this.withPrefix('revenue'))
  readonly statecode = new QNumberPath(this.withPrefix('statecode'))
  readonly primarycontactid = new QEntityPath(this.withPrefix('primarycontactid'), () => QContact)
}

const dynamics = createClient({
  url: 'https://contoso.crm.dynamics.com',
  credential: { getToken: async () => ({ token: 'a.b.c', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) },
})

const account = new QAccount()
const builder = () => createQueryBuilderV4('accounts', account)

const path = (...segments: string[]): Expression => ({ kind: 'path', segments })
const comparison = (operator: 'eq' | 'gt', column: string, right: Expression): Expression => ({
  kind: 'comparison',
  operator,
  left: path(column),
  right,
})

function ours(options: QueryOptions): Contender {
  const uri = { path: [{ name: 'accounts' }], options }
  return { name: '@dynamics-kit/odata', run: () => printUri(uri) }
}

/** What odata-query takes is a plain object, so it is at hand like our AST. It encodes a filter and no more. */
function odataQueryOf(query: object): Contender {
  return { name: 'odata-query', run: () => 'accounts' + buildQuery(query) }
}

const hand = (run: () => string): Contender => ({ name: 'by hand', run })
/** A query from the calls that make it, AST and text: it checks names and types, and every call gives a new query. */
const client = (run: () => { toString(): string }): Contender => ({
  name: '@dynamics-kit/client, calls and text',
  run: () => run().toString(),
})
/** It doubles no quote in a string, so what it prints of the filter is no OData. */
const odata2ts = (run: () => string): Contender => ({ name: '@odata2ts/odata-query-builder', run })

export const printedQueries: readonly PrintedQuery[] = [
  {
    title: 'print: columns and $top',
    contenders: [
      hand(() => 'accounts?$select=' + columns.join(',') + '&$top=' + top),
      ours({ select: columns, top }),
      odataQueryOf({ select: columns, top }),
      odata2ts(() => builder().select('name', 'revenue').top(top).build()),
      client(() => dynamics.from(accounts).select('name', 'revenue').top(top)),
    ],
  },
  {
    title: 'print: a filter of three conditions',
    budget: 2.5,
    contenders: [
      hand(
        () =>
          'accounts?$filter=' +
          encodeURIComponent(`name eq '${name.replaceAll("'", "''")}' and revenue gt ${revenue} and statecode eq 0`),
      ),
      ours({
        filter: {
          kind: 'and',
          operands: [
            comparison('eq', 'name', stringLiteral(name)),
            comparison('gt', 'revenue', numberLiteral(revenue)),
            comparison('eq', 'statecode', numberLiteral(0)),
          ],
        },
      }),
      odataQueryOf({ filter: { and: [{ name }, { revenue: { gt: revenue } }, { statecode: 0 }] } }),
      odata2ts(() =>
        builder().filter(account.name.eq(name), account.revenue.gt(revenue), account.statecode.eq(0)).build(),
      ),
      client(() =>
        dynamics
          .from(accounts)
          .where((row) => row.name.eq(name).and(row.revenue.gt(revenue)).and(row.statecode.eq('Active'))),
      ),
    ],
  },
  {
    title: 'print: nested $expand',
    contenders: [
      hand(
        () =>
          `accounts?$expand=primarycontactid($select=${people.join(',')};$expand=createdby($select=${people.join(',')}))`,
      ),
      ours({
        expand: [
          {
            navigationProperty: 'primarycontactid',
            options: {
              select: ['fullname'],
              expand: [{ navigationProperty: 'createdby', options: { select: ['fullname'] } }],
            },
          },
        ],
      }),
      odataQueryOf({
        expand: { primarycontactid: { select: ['fullname'], expand: { createdby: { select: ['fullname'] } } } },
      }),
      odata2ts(() =>
        builder()
          .expanding('primarycontactid', (contact) =>
            contact.select('fullname').expanding('createdby', (user) => user.select('fullname')),
          )
          .build(),
      ),
      client(() =>
        dynamics
          .from('accounts')
          .expand('primarycontactid', (contact) =>
            contact.select('fullname').expand('createdby', (user) => user.select('fullname')),
          ),
      ),
    ],
  },
  {
    title: 'print: $orderby of two columns',
    contenders: [
      hand(
        () =>
          'accounts?$orderby=' +
          orders.map(({ column, isDescending }) => (isDescending ? column + '%20desc' : column)).join(','),
      ),
      ours({
        orderby: orders.map(({ column, isDescending }) => ({
          expression: path(column),
          direction: isDescending ? 'desc' : 'asc',
        })),
      }),
      odataQueryOf({ orderBy: ['revenue desc', 'name'] }),
      odata2ts(() => builder().orderBy(account.revenue.desc(), account.name.asc()).build()),
      client(() => dynamics.from(accounts).orderBy('revenue', 'desc').orderBy('name')),
    ],
  },
  {
    // Without an aggregate, which odata2ts has no word for.
    title: 'print: groups',
    contenders: [
      hand(() => 'accounts?$apply=groupby((' + ['statecode'].join(',') + '))'),
      ours({ apply: [{ kind: 'groupby', properties: [['statecode']] }] }),
      odataQueryOf({ transform: [{ groupBy: { properties: ['statecode'] } }] }),
      odata2ts(() => builder().groupBy('statecode').build()),
      client(() => dynamics.from(accounts).groupBy('statecode')),
    ],
  },
]
