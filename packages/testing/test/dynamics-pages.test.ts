import { fetchXmlOfPage, parseFetchXml, parsePagingCookie, printFetchXml } from '@dynamics-kit/odata'
import { expect, test } from 'vitest'
import { createHarness, type Harness } from './dynamics-harness.ts'

const names = ['a', 'a', 'b', 'c', 'c', 'd', 'e']

const start = (): Promise<Harness> =>
  createHarness({
    seed: { accounts: names.map((name, index) => ({ name, numberofemployees: index % 3 === 0 ? null : index % 3 })) },
  })

interface Row {
  readonly accountid: string
  readonly name: string
}

/** Reads page after page and deletes what it read, as a program does that clears a table. */
async function readAndDelete(
  harness: Harness,
  first: string,
  next: (json: Record<string, unknown>) => string | undefined,
  headers: Record<string, string>,
): Promise<string[]> {
  const seen: string[] = []
  for (let path: string | undefined = first; path !== undefined;) {
    // oxlint-disable-next-line no-await-in-loop -- each page leads to the next
    const { json } = await harness.send('GET', path, { headers })
    for (const { accountid, name } of json.value as Row[]) {
      seen.push(name)
      // oxlint-disable-next-line no-await-in-loop -- one after another
      await harness.send('DELETE', `accounts(${accountid})`)
    }
    path = next(json)
  }
  return seen
}

test.each([
  ['in key order', ''],
  ['sorted', '&$orderby=name'],
  ['sorted downwards, null among the values', '&$orderby=numberofemployees desc,name'],
])('next links go on where they were when rows are deleted between them: %s', async (_, order) => {
  const harness = await start()
  const all = (await harness.send('GET', `accounts?$select=name${order}`)).json.value.map(({ name }: Row) => name)
  const seen = await readAndDelete(
    harness,
    `accounts?$select=name${order}`,
    (json) => json['@odata.nextLink'] as string | undefined,
    { Prefer: 'odata.maxpagesize=2' },
  )
  expect(seen).toEqual(all)
})

test.each([
  ['in key order', ''],
  ['sorted', '<order attribute="name"/>'],
  [
    'sorted downwards, null among the values',
    '<order attribute="numberofemployees" descending="true"/><order attribute="name"/>',
  ],
])('paging cookies do so too: %s', async (_, order) => {
  const harness = await start()
  const query = parseFetchXml(
    `<fetch count="2"><entity name="account"><attribute name="name"/>${order}</entity></fetch>`,
  )
  const pathOf = (fetch: typeof query) => `accounts?fetchXml=${encodeURIComponent(printFetchXml(fetch))}`
  const { count: _count, ...whole } = query
  const all = (await harness.send('GET', pathOf(whole))).json.value.map(({ name }: Row) => name)
  const seen = await readAndDelete(
    harness,
    pathOf(query),
    (json) => {
      const cookie = json['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie']
      return typeof cookie === 'string' ? pathOf(fetchXmlOfPage(query, parsePagingCookie(cookie))) : undefined
    },
    { Prefer: 'odata.include-annotations="*"' },
  )
  expect(seen).toEqual(all)
})
