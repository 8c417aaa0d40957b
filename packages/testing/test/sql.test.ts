import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFakeDynamics } from '../src/index.ts'
import { createHarness } from './dynamics-harness.ts'

const ask = (sql: string, set = 'accounts'): string => `${set}?sql=${encodeURIComponent(sql)}`
const seed = { accounts: Array.from({ length: 25 }, (_, index) => ({ name: `Account ${index % 5}`, revenue: index })) }

describe('?sql=', () => {
  test('pages to the end, each row once, also where no cookie leads on', async () => {
    const { send } = await createHarness({ seed })
    for (const sql of [
      'SELECT name, revenue FROM account ORDER BY name',
      'SELECT a.name, b.revenue FROM account a JOIN account b ON a.accountid = b.accountid ORDER BY b.revenue DESC',
    ]) {
      const seen: number[] = []
      let next: string | undefined = ask(sql)
      for (let pages = 0; next !== undefined && pages < 9; pages++) {
        const { json } = await send('GET', next, { headers: { prefer: 'odata.maxpagesize=7' } })
        seen.push(...json.value.map((row: { revenue: number }) => row.revenue))
        next = json['@odata.nextLink']
      }
      expect(new Set(seen).size).toBe(25)
      expect(seen).toHaveLength(25)
    }
  })

  test('shows of the table itself no more than its key where nothing of it is selected', async () => {
    const { send } = await createHarness({ seed })
    const join = 'FROM account a JOIN systemuser u ON a.ownerid = u.systemuserid'
    const rows = await send('GET', ask(`SELECT TOP 1 u.fullname ${join}`))
    expect(Object.keys(rows.json.value[0]).toSorted()).toEqual(['@odata.etag', 'accountid', 'fullname'])
    const distinct = await send('GET', ask(`SELECT DISTINCT u.fullname ${join}`))
    expect([distinct.status, distinct.json.error.message]).toEqual([501, expect.stringContaining('DISTINCT without')])
  })

  test('says that groups without what they are grouped by are not modelled', async () => {
    const { send } = await createHarness({ seed })
    const { status, json } = await send('GET', ask('SELECT COUNT(*) AS n FROM account GROUP BY name'))
    expect([status, json.error.message]).toEqual([501, expect.stringContaining("GROUP BY 'name' without it in SELECT")])
  })

  test.each([
    [
      'rows past 5000',
      'SELECT name FROM account ORDER BY name OFFSET 10000 ROWS FETCH NEXT 1 ROWS ONLY',
      'past 5000 rows',
    ],
    ['all rows behind others', 'SELECT name FROM account ORDER BY name OFFSET 1 ROWS', 'OFFSET without FETCH NEXT'],
    ['an alias that is no name', 'SELECT name AS [a b] FROM account', "the alias 'a b'"],
    ['an alias that would be lost', 'SELECT name AS __proto__ FROM account', "the alias '__proto__'"],
  ])('says that it is not modelled: %s', async (_what, sql, message) => {
    const { send } = await createHarness({ seed })
    const { status, json } = await send('GET', ask(sql))
    expect([status, json.error.message]).toEqual([501, expect.stringContaining(message)])
  })

  test('TOP 0 has no rows', async () => {
    const { send } = await createHarness({ seed })
    expect((await send('GET', ask('SELECT TOP 0 name FROM account'))).json.value).toEqual([])
  })

  test.each([
    ['an unknown table', 'SELECT a FROM nothing', /there is no table 'nothing'/],
    ['an unknown column', 'SELECT nothing FROM account', /there is no column 'nothing' in account/],
    [
      'a column of two tables',
      'SELECT name FROM account a JOIN account b ON a.accountid = b.accountid',
      /'name' is ambiguous/,
    ],
    ['a column beside aggregates', 'SELECT name, COUNT(*) AS n FROM account', /'name' has to be in GROUP BY/],
    ['the end too early', 'SELECT name FROM', /a table is expected at position 16, not the end/],
    ['a second statement', 'SELECT name FROM account; DELETE FROM account', /position 26, not 'DELETE'/],
    ['another statement', 'DELETE FROM account', /SELECT is expected at position 0, not 'DELETE'/],
    ['another set', 'SELECT fullname FROM contact', /of 'contact', and the address of 'accounts'/],
    ['a subquery', 'SELECT name FROM account WHERE accountid IN (SELECT accountid FROM account)', /subqueries/],
    [
      'a condition of literals',
      "SELECT name FROM account WHERE name = 'x' OR 1 = 1",
      /compares a column and a literal/,
    ],
    ['a comment without its end', 'SELECT name FROM account /* x', /position 25, not '\/'/],
    ['a quote in a text', "SELECT name FROM account WHERE name = 'it's'", /position 43 that cannot be read: '/],
    ['a control character', "SELECT name FROM account WHERE name = '\u0001'", /control character at position 39/],
    ['a word that objects have', 'SELECT name FROM account x constructor', /position 27, not 'constructor'/],
    ['too many rows', 'SELECT TOP 10000 name FROM account', /TOP is 5000 at most/],
    ['a text without its end', "SELECT name FROM account WHERE name = 'x", /position 38 that cannot be read/],
  ])('says what is wrong: %s', async (_what, sql, message) => {
    const { send } = await createHarness()
    const { status, json } = await send('GET', ask(sql))
    expect([status, json.error.message]).toEqual([400, expect.stringMatching(message)])
  })

  test('is not combined with options of another language', async () => {
    const { send } = await createHarness()
    const { status, json } = await send('GET', `${ask('SELECT name FROM account')}&$select=name`)
    expect([status, json.error.message]).toEqual([400, expect.stringMatching(/select cannot be combined/)])
  })

  test('is explained as other queries are', async () => {
    const fake = createFakeDynamics({
      seed: { accounts: [{ accountid: 'a0000000-0000-4000-8000-000000000001', revenue: 5 }] },
    })
    const row = 'a0000000-0000-4000-8000-000000000001'
    const explanation = await fake.explain(ask('SELECT name FROM account WHERE revenue > 10'), { row })
    expect(String(explanation)).toContain('revenue is 5')
  })

  test('answers whatever is written without a failure of its own', async () => {
    const { send } = await createHarness({ seed: { accounts: [{ name: 'Contoso' }] } })
    const word = fc.constantFrom(
      ...'SELECT FROM account name WHERE AND OR NOT IN LIKE BETWEEN IS NULL GROUP BY ORDER JOIN LEFT ON AS a COUNT(*) TOP 3 ( ) , . = <> < * OFFSET ROWS FETCH NEXT ONLY DISTINCT SUM revenue [x] "y"'.split(
        ' ',
      ),
      "'x'",
      '-1',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 20 }), async (words) => {
        const { status } = await send('GET', ask(`SELECT name FROM account ${words.join(' ')}`))
        expect([200, 400, 501]).toContain(status)
      }),
      { numRuns: 300 },
    )
    const deep = `SELECT name FROM account WHERE ${'('.repeat(9000)}name = 'x'`
    expect((await send('GET', ask(deep))).status).toBe(400)
  })
})
