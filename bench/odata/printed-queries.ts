import { type Expression, printUri, type QueryOptions, stringLiteral, numberLiteral } from '@dynamics-kit/odata'
import { createQueryBuilderV4 } from '@odata2ts/odata-query-builder'
import { QEntityPath, QNumberPath, QStringPath, QueryObject } from '@odata2ts/odata-query-objects'
import odataQuery from 'odata-query'
import type { Contender } from './measure.ts'

/** One query, said to each of the libraries in its own way. All of them make the text of an address. */
export interface PrintedQuery {
  readonly title: string
  readonly contenders: readonly [hand: Contender, ours: Contender, ...peers: Contender[]]
}

const columns = ['name', 'revenue']
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
    ],
  },
  {
    title: 'print: a filter of three conditions',
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
    ],
  },
  {
    title: 'print: nested $expand',
    contenders: [
      hand(() => {
        const [contact, user] = [columns.slice(0, 1), columns.slice(0, 1)]
        return `accounts?$expand=primarycontactid($select=${contact.join(',')};$expand=createdby($select=${user.join(',')}))`
      }),
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
    ],
  },
]
