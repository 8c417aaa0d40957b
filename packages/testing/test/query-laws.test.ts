// What has to hold between the answers to several queries, whatever the right answer to each of them is.
import { fetchXmlOfPage, parseFetchXml, parsePagingCookie, printFetchXml } from '@dynamics-kit/odata'
import { array, assert, asyncProperty, boolean, constantFrom, integer, oneof, tuple } from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createHarness, type Harness } from './dynamics-harness.ts'

const size = 300
const accountIds = Array.from({ length: size }, (_, index) => idOf('a', index))
const contactIds = Array.from({ length: 60 }, (_, index) => idOf('c', index))

function idOf(letter: string, index: number): string {
  const digits = ((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0')
  return `${digits}-0000-4000-8000-${letter.repeat(11)}${index % 10}`
}

const pick = <Item>(items: readonly Item[], index: number): Item | null =>
  index % 4 === 0 ? null : items[(index * 7) % items.length]!

const names = ['a', 'A', 'ab', 'b_', '100%', 'ü']

/** The same rows, made in this order. */
function harnessOf(order: readonly number[]): Promise<Harness> {
  return createHarness({
    seed: {
      contacts: contactIds.map((contactid, index) => ({ contactid, jobtitle: pick(names, index + 1) })),
      accounts: order.map((index) => {
        const primary = pick(contactIds, index + 2)
        return {
          accountid: accountIds[index]!,
          name: pick(names, index),
          revenue: pick([0, 10, 10.5, 1000], index + 1),
          numberofemployees: pick([1, 2, 3], index + 3),
          lastonholdtime: pick(['2024-01-01T00:00:00Z', '2024-06-01T12:00:00Z'], index),
          ...(primary === null ? {} : { 'primarycontactid@odata.bind': `/contacts(${primary})` }),
        }
      }),
    },
  })
}

/** A filter, and the columns that it asks for an order of: neither it nor its opposite holds where one is empty. */
interface Filter {
  readonly text: string
  readonly ordered: readonly string[]
}

const ordered = tuple(
  constantFrom(
    ['revenue', '10'],
    ['numberofemployees', '2'],
    ['name', "'ab'"],
    ['lastonholdtime', '2024-03-01T00:00:00Z'],
    ['primarycontactid/jobtitle', "'ab'"],
  ),
  constantFrom('gt', 'ge', 'lt', 'le'),
).map(([[column = '', value = ''], operator]): Filter => ({
  text: `${column} ${operator} ${value}`,
  ordered: [column],
}))

const unordered = constantFrom(
  'revenue eq 10',
  "name eq 'A'",
  'numberofemployees ne 2',
  'name eq null',
  '_primarycontactid_value ne null',
  "contains(name,'b')",
  "startswith(name,'a')",
  "endswith(primarycontactid/jobtitle,'b')",
  "primarycontactid/jobtitle eq 'a'",
  'contact_customer_accounts/any()',
).map((text): Filter => ({ text, ordered: [] }))

const simple = oneof(ordered, unordered)
const filter = oneof(
  simple,
  tuple(simple, constantFrom('and', 'or'), simple).map(([left, word, right]): Filter => ({
    text: `(${left.text}) ${word} (${right.text})`,
    ordered: [...left.ordered, ...right.ordered],
  })),
)

const order = constantFrom(
  '',
  'name',
  'revenue desc',
  'name,revenue desc',
  'lastonholdtime desc,numberofemployees',
  '_primarycontactid_value',
)

interface Answer {
  readonly value: readonly { readonly accountid: string }[]
  readonly '@odata.nextLink'?: string
  readonly '@odata.count'?: number
}

describe('queries', { timeout: 180_000 }, () => {
  let harness: Harness
  let shuffled: Harness
  beforeAll(async () => {
    const inOrder = accountIds.map((_, index) => index)
    harness = await harnessOf(inOrder)
    shuffled = await harnessOf(inOrder.toSorted((left, right) => ((left * 37) % 101) - ((right * 37) % 101)))
  })

  const search = (where: string, sort = '', more = ''): string =>
    `accounts?$select=accountid&$filter=${encodeURIComponent(where)}${sort === '' ? '' : `&$orderby=${encodeURIComponent(sort)}`}${more}`

  async function ask(path: string, of: Harness = harness, headers: Record<string, string> = {}): Promise<Answer> {
    const { status, json, text } = await of.send('GET', path, { headers })
    if (status !== 200) throw new Error(`${path}\n${status} ${text}`)
    return json
  }
  const idsIn = ({ value }: Answer): string[] => value.map(({ accountid }) => accountid)

  async function pagesOf(path: string, pageSize: number): Promise<string[]> {
    const ids: string[] = []
    for (let next: string | undefined = path; next !== undefined;) {
      // oxlint-disable-next-line no-await-in-loop -- each page leads to the next
      const page: Answer = await ask(next, harness, { prefer: `odata.maxpagesize=${pageSize}` })
      ids.push(...idsIn(page))
      next = page['@odata.nextLink']
    }
    return ids
  }

  const numRuns = Number(process.env['LAW_RUNS'] ?? 40)

  test('find with P, with not P, and where neither can be told, all rows once', async () => {
    const check = asyncProperty(filter, async ({ text, ordered: columns }) => {
      const is = idsIn(await ask(search(text)))
      const isNot = idsIn(await ask(search(`not (${text})`)))
      const both = new Set([...is, ...isNot])
      expect(both.size).toBe(is.length + isNot.length)
      const empty =
        columns.length === 0 ? [] : idsIn(await ask(search(columns.map((one) => `${one} eq null`).join(' or '))))
      const neither = accountIds.filter((id) => !both.has(id))
      const isOfTwo = text.startsWith('(') // of two conditions, one may decide where the other cannot
      expect(isOfTwo ? neither.filter((id) => !empty.includes(id)) : neither.toSorted()).toEqual(
        isOfTwo ? [] : empty.toSorted(),
      )
    })
    await assert(check, { numRuns })
  })

  test('find the same for P and Q in either order, and for what de Morgan makes of them', async () => {
    const check = asyncProperty(simple, simple, boolean(), async (left, right, isAnd) => {
      const [word, other] = isAnd ? ['and', 'or'] : ['or', 'and']
      const found = idsIn(await ask(search(`${left.text} ${word} ${right.text}`)))
      expect(idsIn(await ask(search(`${right.text} ${word} ${left.text}`)))).toEqual(found)
      const not = idsIn(await ask(search(`not (${left.text} ${word} ${right.text})`)))
      expect(idsIn(await ask(search(`not (${left.text}) ${other} not (${right.text})`)))).toEqual(not)
    })
    await assert(check, { numRuns })
  })

  test('give pages that are the whole, in its order, and count what they give', async () => {
    const check = asyncProperty(filter, order, integer({ min: 1, max: 90 }), async ({ text }, sort, pageSize) => {
      const whole = await ask(search(text, sort, '&$count=true'))
      const ids = idsIn(whole)
      expect(whole['@odata.count']).toBe(ids.length)
      expect(await pagesOf(search(text, sort), pageSize)).toEqual(ids)
      expect(idsIn(await ask(search(text, sort, `&$top=${pageSize}`)))).toEqual(ids.slice(0, pageSize))
      const { text: count } = await harness.send('GET', `accounts/$count?$filter=${encodeURIComponent(text)}`)
      expect(Number(count)).toBe(ids.length)
    })
    await assert(check, { numRuns })
  })

  test('give the same order whatever order rows were made in', async () => {
    const check = asyncProperty(filter, order, async ({ text }, sort) => {
      expect(idsIn(await ask(search(text, sort), shuffled))).toEqual(idsIn(await ask(search(text, sort))))
    })
    await assert(check, { numRuns })
  })

  test('of FetchXML give pages that are the whole, by number and by cookie', async () => {
    const condition = constantFrom(
      '<condition attribute="revenue" operator="ge" value="10"/>',
      '<condition attribute="name" operator="not-null"/>',
      '<condition attribute="name" operator="not-like" value="%b%"/>',
    )
    const sort = constantFrom(
      '',
      '<order attribute="name"/>',
      '<order attribute="revenue" descending="true"/><order attribute="name"/>',
    )
    const check = asyncProperty(
      array(condition, { maxLength: 2 }),
      sort,
      integer({ min: 20, max: 90 }),
      async (conditions, orders, count) => {
        const xml = `<fetch><entity name="account"><attribute name="accountid"/>${orders}<filter>${conditions.join('')}</filter></entity></fetch>`
        const fetch = parseFetchXml(xml)
        const askXml = (text: string) =>
          ask(`accounts?fetchXml=${encodeURIComponent(text)}`, harness, { prefer: 'odata.include-annotations="*"' })
        const whole = idsIn(await askXml(xml))
        const byNumber: string[] = []
        const byCookie: string[] = []
        let cookie: string | undefined
        for (let page = 1; page === 1 || byNumber.length < whole.length; page++) {
          // oxlint-disable-next-line no-await-in-loop -- each page leads to the next
          byNumber.push(...idsIn(await askXml(printFetchXml({ ...fetch, count, page }))))
          const paged = { ...fetch, count }
          const next = cookie === undefined ? paged : fetchXmlOfPage(paged, parsePagingCookie(cookie))
          // oxlint-disable-next-line no-await-in-loop -- as above
          const answer = (await askXml(printFetchXml(next))) as Answer & {
            '@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'?: string
          }
          byCookie.push(...idsIn(answer))
          cookie = answer['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie']
        }
        expect(byNumber).toEqual(whole)
        expect(byCookie).toEqual(whole)
      },
    )
    await assert(check, { numRuns })
  })
})
