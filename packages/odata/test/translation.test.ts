import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ConditionOperator,
  type Expression,
  type FetchCondition,
  type FetchFilter,
  type FetchFilterItem,
  type FetchLinkEntity,
  type FetchXml,
  fetchXmlToQuery,
  guidLiteral,
  nullLiteral,
  numberLiteral,
  queryToFetchXml,
  stringLiteral,
  TranslationError,
} from '../src/index.ts'
import { contoso } from './contoso-model.ts'
import { type Database, type Row, rowsOfFetch, satisfies, type Value } from './tiny-database.ts'

const ids = [1, 2, 3].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`)
const texts = ['a', 'ab', 'b', 'a%', 'a_b', '[a]', '']
const idOrNone = fc.constantFrom<Value>(null, ...ids)
const text = fc.constantFrom<Value>(null, ...texts)
const number = fc.constantFrom<Value>(null, 0, 1, 2, 3)

const rows = (...columns: readonly (readonly [string, Arbitrary<Value>])[]): Arbitrary<readonly Row[]> =>
  fc.tuple(...ids.map(() => fc.record(Object.fromEntries(columns)))).map((list) => list)
const withIds = (column: string, list: readonly Row[]): readonly Row[] =>
  list.map((row, index) => Object.assign({}, row, { [column]: ids[index] ?? null }))

const database: Arbitrary<Database> = fc
  .tuple(
    rows(['name', text], ['revenue', number], ['creditlimit', number], ['primarycontactid', idOrNone]),
    rows(['fullname', text], ['annualincome', number], ['parentcustomerid', idOrNone]),
    rows(['subject', text], ['regardingobjectid', idOrNone]),
  )
  .map(([account, contact, task]) => ({
    account: withIds('accountid', account),
    contact: withIds('contactid', contact),
    task: withIds('activityid', task),
  }))

const pattern = fc.constantFrom('a', 'b', '%', 'a%', '%b', '_b', '[%]', 'a[_]b', '[[]a', '')

interface Columns {
  readonly text: readonly (readonly string[])[]
  readonly number: readonly (readonly string[])[]
  readonly id: readonly (readonly string[])[]
  /** Collections below it, with their columns. */
  readonly collections: Readonly<Record<string, Columns>>
}

const ofTask: Columns = { text: [['subject']], number: [], id: [['_regardingobjectid_value']], collections: {} }
const ofContact: Columns = {
  text: [['fullname'], ['parentcustomerid_account', 'name']],
  number: [['annualincome'], ['parentcustomerid_account', 'revenue']],
  id: [['_parentcustomerid_value']],
  collections: { Contact_Tasks: ofTask },
}
const ofAccount: Columns = {
  text: [['name'], ['primarycontactid', 'fullname'], ['primarycontactid', 'parentcustomerid_account', 'name']],
  number: [['revenue'], ['creditlimit'], ['primarycontactid', 'annualincome']],
  id: [['_primarycontactid_value'], ['primarycontactid', '_parentcustomerid_value'], ['accountid']],
  collections: { contact_customer_accounts: ofContact },
}

/** Expressions that FetchXML can say, over the columns of a row. */
function expressions(columns: Columns, variable: readonly string[] = []): Arbitrary<Expression> {
  const path = (paths: readonly (readonly string[])[]): Arbitrary<Expression> =>
    fc.constantFrom(...paths).map((segments) => ({ kind: 'path', segments: [...variable, ...segments] }))
  const comparison = (
    operator: Arbitrary<'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'>,
    left: Arbitrary<Expression>,
    right: Arbitrary<Expression>,
  ): Arbitrary<Expression> =>
    fc.record({ kind: fc.constant('comparison'), operator, left, right }) as Arbitrary<Expression>
  const equality = fc.constantFrom('eq', 'ne')
  const order = fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le')
  const anyText = fc.constantFrom(...texts).map((value) => stringLiteral(value))
  const anyNumber = fc.constantFrom(0, 1, 2, 3).map((value) => numberLiteral(value))
  const leaves = [
    comparison(equality, path(columns.text), anyText),
    comparison(equality, path([...columns.text, ...columns.number, ...columns.id]), fc.constant(nullLiteral)),
    comparison(
      equality,
      path(columns.id),
      fc.constantFrom(...ids).map((id) => guidLiteral(id)),
    ),
    fc
      .tuple(fc.constantFrom('contains', 'startswith', 'endswith'), path(columns.text), pattern)
      .map(([name, column, value]): Expression => ({ kind: 'call', name, arguments: [column, stringLiteral(value)] })),
  ]
  if (columns.number.length > 0) {
    leaves.push(
      comparison(order, path(columns.number), anyNumber),
      comparison(order, anyNumber, path(columns.number)),
      comparison(fc.constantFrom('gt', 'le', 'eq'), path(columns.number), path(columns.number)),
      fc
        .tuple(fc.constantFrom('In', 'NotIn', 'Between', 'NotBetween'), fc.constantFrom(...columns.number))
        .map(([name, segments]): Expression => ({
          kind: 'queryFunction',
          path: [...variable, ...segments.slice(0, -1)],
          name: `Microsoft.Dynamics.CRM.${name}`,
          arguments: [
            { name: 'PropertyName', value: stringLiteral(segments.at(-1) ?? '') },
            { name: 'PropertyValues', value: { kind: 'json', value: ['1', '2'] } },
          ],
        })),
    )
  }
  for (const [name, inner] of Object.entries(columns.collections)) {
    const child = `x${variable.length === 0 ? 1 : `${variable[0]}1`}`
    const lambda = expressions(inner, [child]).chain((predicate) =>
      fc.constantFrom<Expression>(
        { kind: 'lambda', operator: 'any', path: [...variable, name], variable: child, predicate },
        { kind: 'lambda', operator: 'all', path: [...variable, name], variable: child, predicate },
        { kind: 'lambda', operator: 'any', path: [...variable, name] },
      ),
    )
    leaves.push(lambda, lambda)
  }
  return fc.letrec<{ expression: Expression }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      ...leaves,
      fc.record({ kind: fc.constant('not'), operand: tie('expression') }) as Arbitrary<Expression>,
      fc.record({
        kind: fc.constantFrom('and', 'or'),
        operands: fc.array(tie('expression'), { minLength: 2, maxLength: 3 }),
      }) as Arbitrary<Expression>,
    ),
  })).expression
}

function found(data: Database, filter: Expression | undefined): readonly Value[] {
  const matching = (data['account'] ?? []).filter((row) => !filter || satisfies(data, row, filter))
  return matching.map((row) => row['accountid'] ?? null)
}

const failureOf = <Ts>(property: fc.IProperty<Ts>, numRuns: number): string | undefined =>
  fc.defaultReportMessage(fc.check(property, { numRuns }))

describe('a $filter as FetchXML', () => {
  test('finds the same rows', () => {
    const property = fc.property(expressions(ofAccount), database, (filter, data) => {
      const fetch = queryToFetchXml({ entitySet: 'accounts', options: { filter } }, contoso)
      expect(rowsOfFetch(data, fetch)).toEqual(found(data, filter))
    })
    expect(failureOf(property, 3000)).toBeUndefined()
  }, 60_000)

  test('comes back as a filter that finds the same rows and stays as it is', () => {
    const property = fc.property(expressions(ofAccount), database, (filter, data) => {
      const once = queryToFetchXml({ entitySet: 'accounts', options: { filter } }, contoso)
      const back = fetchXmlToQuery(once, contoso)
      expect(found(data, back.options.filter)).toEqual(found(data, filter))
      const twice = queryToFetchXml(back, contoso)
      expect(fetchXmlToQuery(twice, contoso)).toEqual(back)
    })
    expect(failureOf(property, 2000)).toBeUndefined()
  }, 60_000)
})

const EMPTY = { allAttributes: false, attributes: [], orders: [], filters: [], links: [] } as const

const linkEntity = (parts: Pick<FetchLinkEntity, 'name'> & Partial<FetchLinkEntity>): FetchLinkEntity => ({
  ...EMPTY,
  kind: 'link-entity',
  ...parts,
})

const whole = fc.constantFrom('0', '1', '2')

/** Filters of a row of FetchXML; aliases are those of links that lead to one row. */
function filters(
  table: 'account' | 'contact' | 'task',
  aliases: readonly string[],
  depth: number,
): Arbitrary<FetchFilter> {
  const columns = { account: ['name', 'revenue'], contact: ['fullname', 'annualincome'], task: ['subject', undefined] }[
    table
  ]
  const [words = '', figures] = columns
  const conditions = (attribute: string, isText: boolean, entityName?: string): Arbitrary<FetchCondition> => {
    const base = { kind: 'condition' as const, attribute, values: [], ...(entityName !== undefined && { entityName }) }
    const make = (operators: readonly ConditionOperator[], rest: Arbitrary<Partial<FetchCondition>>) =>
      fc
        .tuple(fc.constantFrom(...operators), rest)
        .map(([operator, more]): FetchCondition => Object.assign({}, base, { operator }, more))
    const none = make(['null', 'not-null'], fc.constant({}))
    if (isText) {
      const ends = make(
        ['begins-with', 'not-begin-with', 'ends-with', 'not-end-with'],
        pattern.map((value) => ({ value })),
      )
      const like = pattern.chain((value) => fc.constantFrom(`%${value}%`, `%${value}`, `${value}%`, 'a', '%'))
      const equal = make(
        ['eq', 'ne', 'neq'],
        fc.constantFrom(...texts).map((value) => ({ value })),
      )
      return fc.oneof(
        none,
        ends,
        equal,
        make(
          ['like', 'not-like'],
          like.map((value) => ({ value })),
        ),
      )
    }
    const some = fc
      .array(whole, { minLength: 2, maxLength: 2 })
      .map((list) => ({ values: list.map((value) => ({ text: value })) }))
    return fc.oneof(
      none,
      make(
        ['eq', 'ne', 'gt', 'ge', 'lt', 'le'],
        whole.map((value) => ({ value })),
      ),
      make(['in', 'not-in', 'between', 'not-between'], some),
    )
  }
  const own: Arbitrary<FetchFilterItem>[] = [conditions(words, true)]
  if (figures !== undefined) own.push(conditions(figures, false))
  for (const alias of aliases) own.push(conditions('fullname', true, alias), conditions('annualincome', false, alias))
  const link = (name: 'contact' | 'task', from: string, to: string): Arbitrary<FetchFilterItem> =>
    fc
      .tuple(
        fc.constantFrom('any', 'not any', 'all', 'not all'),
        fc.array(filters(name, [], depth - 1), { maxLength: 1 }),
      )
      .map(([linkType, inner]) => linkEntity({ name, from, to, linkType, filters: inner }))
  if (depth > 0 && table === 'account') {
    own.push(link('contact', 'parentcustomerid', 'accountid'), link('contact', 'contactid', 'primarycontactid'))
  }
  if (depth > 0 && table === 'contact') own.push(link('task', 'regardingobjectid', 'contactid'))
  const filter = (item: Arbitrary<FetchFilterItem>): Arbitrary<FetchFilter> =>
    fc.record({
      kind: fc.constant('filter' as const),
      type: fc.constantFrom('and' as const, 'or' as const),
      items: fc.array(item, { maxLength: 3 }),
    })
  return filter(fc.oneof(...own, filter(fc.oneof(...own))))
}

/** Queries of accounts with their primary contact, which a condition of the root may name. */
const fetches: Arbitrary<FetchXml> = fc
  .tuple(
    fc.constantFrom('inner' as const, 'outer' as const),
    fc.array(filters('contact', [], 0), { maxLength: 1 }),
    fc.array(filters('account', ['c'], 2), { maxLength: 2 }),
  )
  .map(([linkType, inner, outer]) => {
    const link = linkEntity({
      name: 'contact',
      from: 'contactid',
      to: 'primarycontactid',
      alias: 'c',
      linkType,
      filters: linkType === 'inner' ? inner : [],
    })
    return { entity: { ...EMPTY, kind: 'entity', name: 'account', filters: outer, links: [link] }, orders: [] }
  })

describe('FetchXML as a $filter', () => {
  test('finds the same rows, or is refused for a reason', () => {
    const counts = { translated: 0, refused: new Set<string>() }
    const property = fc.property(fetches, database, (fetch, data) => {
      const query = translated(fetch)
      if (query instanceof TranslationError) {
        counts.refused.add(query.code)
        return
      }
      counts.translated++
      expect(found(data, query.options.filter)).toEqual(rowsOfFetch(data, fetch))
      const again = queryToFetchXml(query, contoso)
      expect(fetchXmlToQuery(again, contoso)).toEqual(query)
    })
    expect(failureOf(property, 3000)).toBeUndefined()
    expect(counts.translated).toBeGreaterThan(1500)
    expect([...counts.refused]).toEqual(['notSayable'])
  }, 60_000)
})

function translated(fetch: FetchXml): ReturnType<typeof fetchXmlToQuery> | TranslationError {
  try {
    return fetchXmlToQuery(fetch, contoso)
  } catch (error) {
    if (error instanceof TranslationError) return error
    throw error
  }
}
