import { clientSecret } from '@dynamics-kit/auth'
import { createClient, type DynamicsClient } from '@dynamics-kit/client'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { addSecurityRole } from '../src/index.ts'

let dynamics: DynamicsClient

beforeEach(() => {
  const fake = createFakeDynamics()
  dynamics = createClient({
    url: fake.url,
    credential: clientSecret({ ...fake, fetch: fake.fetch }),
    fetch: fake.fetch,
  })
})

async function privilegesOf(roleId: string): Promise<readonly string[]> {
  const row = await dynamics.retrieve('roles', roleId, {
    select: ['name'],
    expand: { roleprivileges_association: { select: ['name'] } },
  })
  return (row['roleprivileges_association'] as { name: string }[]).map(({ name }) => name).toSorted()
}

describe('addSecurityRole', () => {
  test('finds privileges that are not named like their table', async () => {
    const { roleId } = await addSecurityRole({
      dynamics,
      name: 'Contoso integration',
      tables: { account: ['read', 'appendTo'], task: ['create'], systemuser: ['read'], annotation: ['read'] },
    })
    expect(await privilegesOf(roleId)).toEqual([
      'prvAppendToAccount',
      'prvCreateActivity',
      'prvReadAccount',
      'prvReadNote',
      'prvReadUser',
    ])
  })

  test('adds to a role what it lacks', async () => {
    const first = await addSecurityRole({ dynamics, name: 'Contoso integration', tables: { account: ['read'] } })
    const outcomes: string[] = []
    const again = (tables: Parameters<typeof addSecurityRole>[0]['tables']) =>
      addSecurityRole({
        dynamics,
        name: 'Contoso integration',
        tables,
        onProgress: ({ outcome }) => outcomes.push(outcome),
      })
    expect(await again({ account: ['read'] })).toEqual(first)
    await again({ account: ['read', 'write'] })
    expect(outcomes).toEqual(['exists', 'updated'])
    expect(await privilegesOf(first.roleId)).toEqual(['prvReadAccount', 'prvWriteAccount'])
  })

  test('names a table that the environment does not have', async () => {
    await expect(addSecurityRole({ dynamics, name: 'Contoso', tables: { acount: ['read'] } })).rejects.toMatchObject({
      code: 'privilege-unknown',
      step: 2,
      message: 'The environment has no table acount',
    })
  })
})
