// oxlint-disable-next-line import/no-unassigned-import -- extends `expect`
import '@dynamics-kit/testing/jest'
import { createClient } from '@dynamics-kit/client'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { expect, test } from '@jest/globals'

const template = createFakeDynamics({
  roles: { Reader: { account: ['read'] } },
  users: { ada: { roles: ['Reader'] } },
  seed: { accounts: [{ name: 'Contoso' }] },
})

test('a fork for each test', async () => {
  const fake = template.fork()
  await createClient(fake.connection).create('accounts', { name: 'Fabrikam' })
  expect(fake.rows('accounts')).toHaveLength(2)
  expect(fake).toHaveReceived({ operation: 'create', body: { name: 'Fabrikam' } })
})

test('privileges are enforced', async () => {
  const ada = createClient(template.fork().as('ada'))
  expect(await ada.from('accounts').count()).toBe(1)
  await expect(ada.create('accounts', { name: 'Litware' })).rejects.toThrow(/prvCreateAccount/)
})

test('a real server', async () => {
  const fake = template.fork()
  const server = await fake.listen({ http: true })
  const dynamics = createClient({ url: server.url, credential: fake.connection.credential })
  expect(await dynamics.from('accounts').count()).toBe(1)
  await server.close()
})
