import { defineOperations } from '@dynamics-kit/odata'
import type { Callable } from '@dynamics-kit/odata'
import { describe, expect, test } from 'vitest'
import { startEndToEnd } from './end-to-end-client.ts'
import { accounts } from './tables/accounts.ts'
import { schema } from './tables/schema.ts'

const ID = 'a0000000-0000-4000-8000-000000000001'
const OTHER = 'a0000000-0000-4000-8000-000000000002'

interface RetrieveTotalRecordCount {
  readonly name: 'RetrieveTotalRecordCount'
  readonly kind: 'function'
  readonly overloads: {
    readonly unbound: {
      readonly parameters: { readonly EntityNames: readonly string[] }
      readonly result: { readonly EntityRecordCountCollection: unknown }
    }
  }
}
const define = defineOperations(schema, { tables: 'account contact task systemuser', references: {} })
const retrieveTotalRecordCount: Callable<RetrieveTotalRecordCount> = define('RetrieveTotalRecordCount', 'function', {
  unbound: { parameters: { EntityNames: 'text[]' }, result: 'complex:RetrieveTotalRecordCountResponse' },
})

const seed = {
  accounts: [
    { accountid: ID, name: 'Contoso' },
    { accountid: OTHER, name: 'Contoso again' },
  ],
}

describe('operations against the fake', () => {
  test('are functions with parameters', async () => {
    const { dynamics } = startEndToEnd(seed)
    const answer = await dynamics.call(retrieveTotalRecordCount, { EntityNames: ['account', 'contact'] })
    expect(answer.EntityRecordCountCollection).toMatchObject({ Keys: ['account', 'contact'], Values: [2, 0] })
  })

  test('are actions by name', async () => {
    const { dynamics } = startEndToEnd(seed)
    const entity = (accountid: string) => ({ '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid })
    await dynamics.call(
      { name: 'Merge', kind: 'action' },
      { Target: entity(ID), Subordinate: entity(OTHER), PerformParentingChecks: false },
    )
    const active = await dynamics
      .from(accounts)
      .select('accountid')
      .where((account) => account.statecode.eq('Active'))
      .all()
    expect(active).toEqual([{ accountid: ID }])
  })

  test('are items of a batch', async () => {
    const { dynamics } = startEndToEnd(seed)
    const results = await dynamics.batch((b) => [
      b.call(retrieveTotalRecordCount, { EntityNames: ['account'] }),
      b.call({ name: 'RetrieveVersion', kind: 'function' }),
    ])
    expect(results).toMatchObject([
      { status: 'succeeded', value: { EntityRecordCountCollection: { Values: [2] } } },
      { status: 'succeeded', value: { Version: expect.stringMatching(/^9\./) } },
    ])
  })
})
