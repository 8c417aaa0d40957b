import { createClient, isConcurrencyError, isDynamicsError } from '@dynamics-kit/client'
import type { TokenCredential } from '@dynamics-kit/client'
import { accounts, contacts } from '../../examples/dynamics/index.ts'

/** An image of one pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** What a program without the modules of Node has to be able to do with a real server. Gives what it saw. */
export async function overHttp(url: string, credential?: TokenCredential): Promise<unknown[]> {
  const dynamics = createClient({ url, credential })
  const seen: unknown[] = []

  const { userId } = await dynamics.whoAmI()
  seen.push(userId.length)

  const id = await dynamics.create(accounts, { name: 'Adventure Works', revenue: 12.5 })
  const row = await dynamics.retrieve(accounts, id, { select: ['name', 'revenue'] })
  seen.push(row)
  await dynamics.update(accounts, id, { name: 'Adventure Works Cycles' }, { ifMatch: row })
  const stale = dynamics.update(accounts, id, { name: 'x' }, { ifMatch: row })
  seen.push(await stale.catch((error: unknown) => isConcurrencyError(error)))

  const [made, missing] = await dynamics.batch((b) => [
    b.changeSet((c) => {
      const contact = c.create(contacts, { lastname: 'Andersen' })
      return [contact, c.create(accounts, { name: 'Litware', primarycontactid: contact.reference })]
    }),
    b.retrieve('accounts', 'a0000000-0000-4000-8000-00000000dead', { select: ['name'] }),
  ])
  seen.push([made.status, missing.status])

  const query = dynamics
    .from(accounts)
    .select('name')
    .expand('primarycontactid', (contact) => contact.select('lastname'))
    .where((account) => account.name.startsWith('L').or(account.name.startsWith('A')))
    .orderBy('name')
    .pageSize(1)
  const pages: unknown[] = []
  for await (const page of query.pages()) pages.push(page.rows)
  seen.push(pages)

  const names = Array.from({ length: 800 }, (_, index) => `A name too long for an address, number ${index}`)
  seen.push(
    await dynamics
      .from(accounts)
      .where((account) => account.name.in(names))
      .count(),
  )

  const fetchXml = '<fetch><entity name="account"><attribute name="name"/><order attribute="name"/></entity></fetch>'
  seen.push((await dynamics.fetchXml('accounts', fetchXml).all()).length)

  const image = Uint8Array.from(atob(PNG), (character) => character.charCodeAt(0))
  await dynamics.files.upload(accounts, id, 'entityimage', new Blob([image]), { fileName: 'dot.png' })
  const stored = await dynamics.files.download(accounts, id, 'entityimage')
  seen.push((await stored?.bytes())?.length)

  const aborted = new AbortController()
  const waiting = dynamics.from(accounts).all({ signal: aborted.signal })
  aborted.abort()
  for (const failing of [waiting, dynamics.from('nothing').all(), dynamics.request('GET', '/main.aspx')]) {
    // One after another, so that what a page shows of them is in order.
    // oxlint-disable-next-line no-await-in-loop
    seen.push(await failing.catch((error: unknown) => (isDynamicsError(error) ? error.code : String(error))))
  }

  await dynamics.delete(accounts, id)
  seen.push(await dynamics.retrieve(accounts, id).catch((error: unknown) => isDynamicsError(error) && error.status))
  return seen
}
