import { createClient, isConcurrencyError, isDynamicsError } from '@dynamics-kit/client'
import { parseUri, printUri } from '@dynamics-kit/odata'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { accounts } from '../../examples/dynamics/index.ts'

/** What every runtime has to do the same: the fake, the client and the language. Gives what it saw. */
export async function inProcess(): Promise<unknown[]> {
  const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }, { name: 'Fabrikam' }] } })
  const { url, fetch, authority, tenantId, clientId, clientSecret } = fake

  // Auth is for Node; any other way to a token will do.
  const credential = {
    async getToken(scope: string | readonly string[]) {
      const response = await fetch(`${authority}/${tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          scope: [scope].flat().join(' '),
        }),
      })
      const { access_token: token } = (await response.json()) as { readonly access_token: string }
      return { token, expiresOnTimestamp: Date.now() + 3_600_000 }
    },
  }
  const dynamics = createClient({ url, credential, fetch })

  const seen: unknown[] = []
  seen.push(printUri(parseUri("accounts?$filter=name eq 'O''Neil'")))
  seen.push(await dynamics.from('accounts').select('name').orderBy('name').all())

  const id = await dynamics.create('accounts', { name: 'Adventure Works', revenue: 12.5 })
  const row = await dynamics.retrieve('accounts', id, { select: ['name', 'revenue'] })
  seen.push(row)
  await dynamics.update('accounts', id, { name: 'Adventure Works Cycles' }, { ifMatch: row })
  seen.push(
    await dynamics
      .update('accounts', id, { name: 'x' }, { ifMatch: row })
      .catch((error: unknown) => isConcurrencyError(error)),
  )

  const [one, two] = await dynamics.batch((b) => [
    b.retrieve('accounts', id, { select: ['name'] }),
    b.create('contacts', { lastname: 'McKay' }),
  ])
  seen.push([one.status, two.status])

  const names = Array.from({ length: 250 }, (_, index) => ({ name: `Northwind ${index}` }))
  const { succeeded } = await dynamics.bulk.create(accounts, names)
  seen.push(succeeded)
  let rows = 0
  for await (const page of dynamics.from('accounts').select('name').pages()) rows += page.rows.length
  seen.push(rows)

  const xml =
    '<fetch aggregate="true"><entity name="account"><attribute name="accountid" aggregate="count" alias="n"/></entity></fetch>'
  seen.push(await dynamics.fetchXml('accounts', xml).all())

  fake.throttle.next({ retryAfter: 1 })
  seen.push((await dynamics.from('contacts').select('lastname').all()).length)
  seen.push(
    await dynamics
      .from('nothing')
      .all()
      .catch((error: unknown) => isDynamicsError(error) && error.code),
  )
  return seen
}
