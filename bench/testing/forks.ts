import { askFake } from './fake.ts'
import { compare } from './measure.ts'
import { makeRows } from './rows.ts'

/** A world for a test: a fork of one with many rows, beside what there is without forks. */
export async function compareForks(): Promise<void> {
  const { accounts, contacts } = makeRows(100_000)
  const { fake, token } = await askFake({ accounts, contacts })
  const url = `${fake.url}/api/data/v9.2/accounts`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  fake.fork()
  await compare({
    title: 'a world of its own for a test, with 100,000 accounts',
    contenders: [
      { name: 'fake.fork()', run: () => fake.fork() },
      {
        name: 'and a row written there',
        run: () => fake.fork().fetch(url, { method: 'POST', headers, body: '{"name":"Fabrikam"}' }),
      },
      { name: 'structuredClone of the rows as plain objects', run: () => structuredClone(accounts) },
    ],
  })
}
