// Queries over many rows, beside hand-written code, SQLite and a mock server from npm. Argument: how many accounts.
import { deepStrictEqual } from 'node:assert/strict'
import { askFake, rowsOf } from './fake.ts'
import { firstByHand } from './by-hand.ts'
import { compare } from './measure.ts'
import { startMockServer } from './mock-server.ts'
import { type Account, makeRows } from './rows.ts'
import { openSqlite } from './sqlite.ts'

const count = Number(process.argv[2] ?? 100_000)
const title = `${count.toLocaleString('en')} accounts`
const rows = makeRows(count)
const { get, post } = await askFake(rows)
const database = openSqlite(rows.accounts, rows.contacts)
const mock = count <= 100_000 ? await startMockServer(rows.accounts) : undefined

const columns = ['name', 'revenue', 'address1_city', 'accountid']
const shown = ({ name, revenue, address1_city, accountid }: Account) => ({ name, revenue, address1_city, accountid })
const isBefore = (left: Account, right: Account): boolean =>
  left.revenue > right.revenue || (left.revenue === right.revenue && left.name < right.name)

/** Contenders that answer other things are not compared. */
const same = (what: string, actual: readonly object[], expected: readonly object[]): void =>
  deepStrictEqual(texts(actual), texts(expected), what)

const texts = (answer: readonly object[]): string[] =>
  answer.map((row) => JSON.stringify(row, Object.keys(row).toSorted())).toSorted()

await filterOrderTop('a number and a text', {
  filter: "revenue gt 500000 and address1_city eq 'oslo'",
  passes: (row) => row.revenue > 500_000 && row.address1_city.toLowerCase() === 'oslo',
  where: "revenue > 500000 and address1_city = 'oslo'",
})
await filterOrderTop('two numbers', {
  filter: 'revenue gt 500000 and numberofemployees lt 100',
  passes: (row) => row.revenue > 500_000 && row.numberofemployees < 100,
  where: 'revenue > 500000 and numberofemployees < 100',
})
await seeks()
await joins()
await aggregates()
await mock?.stop()

async function filterOrderTop(
  what: string,
  { filter, passes, where }: { filter: string; passes: (row: Account) => boolean; where: string },
): Promise<void> {
  const byHand = () => firstByHand(rows.accounts, 10, passes, isBefore).map(shown)
  const url = `accounts?$select=${columns.join(',')}&$filter=${encodeURIComponent(filter)}&$orderby=revenue desc,name&$top=10`
  const statement = database.prepare(
    `select name, revenue, address1_city, accountid from account where ${where} order by revenue desc, name limit 10`,
  )
  same(what, rowsOf(await get(url), columns), byHand())
  same(what, statement.all(), byHand())
  await compare({
    title: `${title}: filter by ${what}, order, top 10`,
    contenders: [
      { name: 'compiled by hand, over an array', run: byHand },
      { name: '@dynamics-kit/testing, through fetch', run: () => get(url) },
      { name: 'node:sqlite', run: () => statement.all() },
      ...(mock ? [{ name: '@sap-ux/fe-mockserver-core', run: () => mock.get(url.replace("'oslo'", "'Oslo'")) }] : []),
    ],
  })
}

async function seeks(): Promise<void> {
  const ids = rows.accounts.map(({ accountid }) => accountid)
  const next = createTurn(ids)
  const byKey = database.prepare('select name from account where accountid = ?')
  const byLookup = database.prepare('select lastname from contact where accountid = ?')
  await compare({
    title: `${title}: one row by its key`,
    contenders: [
      { name: 'a key that is not there, through fetch', run: () => absent() },
      { name: '@dynamics-kit/testing, through fetch', run: () => get(`accounts(${next()})?$select=name`) },
      { name: 'node:sqlite, without any door', run: () => byKey.all(next()) },
    ],
  })
  const numbers = createTurn(rows.accounts.map(({ accountnumber }) => accountnumber))
  const byNumber = database.prepare('select name from account where accountnumber = ?')
  await post("EntityDefinitions(LogicalName='account')/Keys", {
    SchemaName: 'contoso_accountnumber',
    KeyAttributes: ['accountnumber'],
  })
  await compare({
    title: `${title}: one row by its alternate key`,
    contenders: [
      { name: 'by key, through fetch', run: () => get(`accounts(${next()})?$select=name`) },
      {
        name: '@dynamics-kit/testing, through fetch',
        run: () => get(`accounts(accountnumber='${numbers()}')?$select=name`),
      },
      { name: 'node:sqlite, without any door', run: () => byNumber.all(numbers()) },
    ],
  })
  await compare({
    title: `${title}: rows by a lookup`,
    contenders: [
      { name: 'by key, through fetch', run: () => get(`accounts(${next()})?$select=name`) },
      {
        name: '@dynamics-kit/testing, through fetch',
        run: () => get(`contacts?$select=lastname&$filter=_parentcustomerid_value eq ${next()}`),
      },
      { name: 'node:sqlite, without any door', run: () => byLookup.all(next()) },
    ],
  })
}

async function absent(): Promise<void> {
  await get('accounts(00000000-0000-0000-0000-000000000000)').catch(() => undefined)
}

async function joins(): Promise<void> {
  const fetchXml = `<fetch top="50"><entity name="contact"><attribute name="lastname"/><order attribute="lastname"/><filter><condition attribute="numberofchildren" operator="ge" value="5"/></filter><link-entity name="account" from="accountid" to="parentcustomerid" alias="a"><attribute name="name"/><filter><condition attribute="address1_city" operator="eq" value="Oslo"/></filter></link-entity></entity></fetch>`
  const url = `contacts?fetchXml=${encodeURIComponent(fetchXml)}`
  const statement = database.prepare(
    `select lastname, contactid, account.name as "a.name" from contact join account using (accountid) where numberofchildren >= 5 and address1_city = 'Oslo' order by lastname limit 50`,
  )
  same('join', rowsOf(await get(url), ['lastname', 'contactid', 'a.name']), statement.all())
  await compare({
    title: `${title}, ${(count / 10).toLocaleString('en')} contacts: join, filter both, order, top 50`,
    contenders: [
      { name: 'node:sqlite', run: () => statement.all() },
      { name: '@dynamics-kit/testing, through fetch', run: () => get(url) },
    ],
  })
}

async function aggregates(): Promise<void> {
  // A query may aggregate 50,000 rows.
  const below = Math.floor((40_000 / count) * 1000)
  const url = `accounts?$apply=${encodeURIComponent(`filter(numberofemployees lt ${below})/groupby((address1_city),aggregate(revenue with sum as total,revenue with max as highest,$count as count))`)}`
  const statement = database.prepare(
    `select address1_city, sum(revenue) as total, max(revenue) as highest, count(*) as count from account where numberofemployees < ${below} group by address1_city`,
  )
  same('aggregate', rowsOf(await get(url), ['address1_city', 'total', 'highest', 'count']), statement.all())
  await compare({
    title: `${title}: filter, group, sum, max and count`,
    contenders: [
      { name: 'node:sqlite', run: () => statement.all() },
      { name: '@dynamics-kit/testing, through fetch', run: () => get(url) },
    ],
  })
  const fetchXml = `<fetch aggregate="true"><entity name="contact"><attribute name="contactid" aggregate="count" alias="count"/><attribute name="numberofchildren" aggregate="sum" alias="children"/><link-entity name="account" from="accountid" to="parentcustomerid"><attribute name="address1_city" groupby="true" alias="city"/></link-entity><filter><condition attribute="numberofchildren" operator="lt" value="4"/></filter></entity></fetch>`
  const joined = `contacts?fetchXml=${encodeURIComponent(fetchXml)}`
  const joinedStatement = database.prepare(
    `select count(*) as count, sum(numberofchildren) as children, address1_city as city from contact join account using (accountid) where numberofchildren < 4 group by address1_city`,
  )
  same('joined aggregate', rowsOf(await get(joined), ['count', 'children', 'city']), joinedStatement.all())
  await compare({
    title: `${title}, ${(count / 10).toLocaleString('en')} contacts: join, group by a column of the other table`,
    contenders: [
      { name: 'node:sqlite', run: () => joinedStatement.all() },
      { name: '@dynamics-kit/testing, through fetch', run: () => get(joined) },
    ],
  })
}

/** Gives one after another, so that none is asked for twice in a row. */
function createTurn(values: readonly string[]): () => string {
  let turn = 0
  return () => {
    turn = (turn + 7919) % values.length
    return values[turn] ?? ''
  }
}
