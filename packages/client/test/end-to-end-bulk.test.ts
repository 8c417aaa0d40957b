import { describe, expect, test } from 'vitest'
import { startEndToEnd } from './end-to-end-client.ts'
import { accounts } from './tables/accounts.ts'

const id = (index: number): string => `a0000000-0000-4000-8000-${String(index).padStart(12, '0')}`

describe('bulk against the fake', () => {
  test('creates, updates and deletes many rows in few requests', async () => {
    const { dynamics, fake } = startEndToEnd()
    const rows = Array.from({ length: 250 }, (_, index) => ({ accountid: id(index), name: `Account ${index}` }))
    expect(await dynamics.bulk.create(accounts, rows)).toMatchObject({ succeeded: 250, failed: 0 })
    expect(fake.requests.filter(({ url }) => url.endsWith('CreateMultiple'))).toHaveLength(3)
    const changes = rows.map(({ accountid }) => ({ accountid, revenue: 5 }))
    expect(await dynamics.bulk.update(accounts, changes)).toMatchObject({ succeeded: 250 })
    expect(
      await dynamics
        .from(accounts)
        .where((account) => account.revenue.eq(5))
        .count(),
    ).toBe(250)
    const gone = rows.slice(0, 200).map(({ accountid }) => accountid)
    expect(await dynamics.bulk.delete(accounts, gone)).toMatchObject({ succeeded: 200 })
    expect(await dynamics.from(accounts).count()).toBe(50)
  })

  test('tells which rows were refused, and writes the others', async () => {
    const { dynamics } = startEndToEnd({ accounts: [{ accountid: id(2), name: 'There already' }] })
    const rows = [1, 2, 3].map((index) => ({ accountid: id(index), name: `Account ${index}` }))
    const { succeeded, failures } = await dynamics.bulk.create(accounts, rows)
    expect(succeeded).toBe(2)
    expect(failures.map(({ index, error }) => [index, error.dataverseCode])).toEqual([[1, '0x80040237']])
    expect(await dynamics.from(accounts).count()).toBe(3)
  })
})
