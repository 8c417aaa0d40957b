import { printQueryOptions, type QueryOptions } from '@dynamics-kit/odata'
import odataQuery from 'odata-query'
import type { Comparison } from './comparison.ts'

/** One query with a filter of three conditions, as text for a URL. */
export function printFilter(): Comparison {
  const name = "Fourth Coffee's"
  const revenue = 1_000_000
  const options: QueryOptions = {
    select: ['name', 'revenue'],
    filter: {
      kind: 'and',
      operands: [
        {
          kind: 'comparison',
          operator: 'eq',
          left: path('name'),
          right: { kind: 'literal', type: 'string', value: name },
        },
        {
          kind: 'comparison',
          operator: 'gt',
          left: path('revenue'),
          right: { kind: 'literal', type: 'number', value: String(revenue) },
        },
        {
          kind: 'comparison',
          operator: 'eq',
          left: path('statecode'),
          right: { kind: 'literal', type: 'number', value: '0' },
        },
      ],
    },
    top: 10,
  }
  // Declared as CommonJS, shipped as ESM: the default import is the function.
  const buildQuery = odataQuery as unknown as (query: object) => string
  return {
    title: 'odata: print a query with a filter',
    limit: {
      name: 'template string with encodeURIComponent',
      run: () =>
        `$select=name,revenue&$filter=${encodeURIComponent(`name eq '${name.replaceAll("'", "''")}' and revenue gt ${revenue} and statecode eq 0`)}&$top=10`,
    },
    contenders: [
      { name: '@dynamics-kit/odata, from an AST', run: () => printQueryOptions(options) },
      {
        name: 'odata-query',
        run: () =>
          buildQuery({
            select: ['name', 'revenue'],
            filter: { and: [{ name }, { revenue: { gt: revenue } }, { statecode: 0 }] },
            top: 10,
          }),
      },
    ],
  }
}

function path(name: string) {
  return { kind: 'path', segments: [name] } as const
}
