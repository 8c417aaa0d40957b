import { column, createClient } from '@dynamics-kit/client'
import { parseQueryOptions } from '@dynamics-kit/odata'
import { expect, test } from 'vitest'
import { accounts } from './tables/accounts.ts'

/** Characters with a meaning in a filter, a URL, JSON or Unicode, more likely than others. */
const ALPHABET = [
  ..."''\"()/,;:=&?#%+$@ {}[]_\\*<>|^~`\n\t\0aZ09é漢😀\u200B\uFEFF",
  ' eq ',
  ' or ',
  ' and ',
  "' or 1 eq 1 or '",
  '%27',
  '%2527',
  '&$top=1',
  '@p1',
  'null',
]

/** Mulberry32: the same numbers on every run, so that a failure can be repeated. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const random = randomNumbers(20_240_405)
const anyText = () =>
  Array.from({ length: Math.floor(random() * 12) }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('')
const texts = Array.from({ length: 3000 }, anyText)

const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
const sent = async (query: { toRequest(): Promise<Request> }) =>
  parseQueryOptions(new URL((await query.toRequest()).url).search.slice(1))
const literal = (value: string) => ({ kind: 'literal', type: 'string', value })

test('no text breaks out of a comparison', async () => {
  for (const text of texts) {
    expect(
      await sent(
        dynamics
          .from(accounts)
          .where((account) => account.name.eq(text))
          .top(7),
      ),
    ).toEqual({
      filter: { kind: 'comparison', operator: 'eq', left: { kind: 'path', segments: ['name'] }, right: literal(text) },
      top: 7,
    })
  }
})

test('no text breaks out of a comparison of a table known by name', async () => {
  for (const text of texts) {
    expect(await sent(dynamics.from('accounts').where(column('name').ne(text)))).toEqual({
      filter: { kind: 'comparison', operator: 'ne', left: { kind: 'path', segments: ['name'] }, right: literal(text) },
    })
  }
})

test('no text breaks out of contains, and no wildcard stays active', async () => {
  for (const text of texts) {
    expect(await sent(dynamics.from(accounts).where((account) => account.name.contains(text)))).toEqual({
      filter: {
        kind: 'call',
        name: 'contains',
        arguments: [{ kind: 'path', segments: ['name'] }, literal(text.replaceAll(/[%_[]/g, '[$&]'))],
      },
    })
  }
})

test('no text breaks out of a list', async () => {
  for (const text of texts) {
    expect(await sent(dynamics.from(accounts).where((account) => account.name.in([text, 'b'])))).toEqual({
      filter: {
        kind: 'queryFunction',
        path: [],
        name: 'Microsoft.Dynamics.CRM.In',
        arguments: [
          { name: 'PropertyName', value: literal('name') },
          { name: 'PropertyValues', value: { kind: 'json', value: [text, 'b'] } },
        ],
      },
    })
  }
})

test('no text breaks out of an expand', async () => {
  for (const text of texts) {
    const query = dynamics
      .from(accounts)
      .expand('Account_Tasks', (task) => task.select('subject').where((row) => row.subject.eq(text)))
    expect(await sent(query)).toEqual({
      expand: [
        {
          navigationProperty: 'Account_Tasks',
          options: {
            select: ['subject'],
            filter: {
              kind: 'comparison',
              operator: 'eq',
              left: { kind: 'path', segments: ['subject'] },
              right: literal(text),
            },
          },
        },
      ],
    })
  }
})

test('a text that is no whole Unicode is sent without its broken half', async () => {
  expect(await sent(dynamics.from(accounts).where((account) => account.name.eq('a\uD800b')))).toMatchObject({
    filter: { right: literal('a\uFFFDb') },
  })
})
