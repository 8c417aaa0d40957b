// Step 4: call the Dynamics Web API as the app.
// Needs: steps 1 and 2, or an application user with rights on accounts and contacts in AZURE_…
import { createClient, etagOf, isConcurrencyError } from '@dynamics-kit/client'
import { headline, line, table } from './print.ts'
import { dynamicsUrl, integration } from './settings.ts'
import { accounts, contacts } from './dynamics/index.ts'

headline('4  Call the Dynamics Web API')

const dynamics = createClient({ url: dynamicsUrl(), credential: await integration() })

const me = await dynamics.whoAmI()
line('WhoAmI', 'application user', me.userId)

const top = await dynamics
  .from(accounts)
  .select('name', 'revenue')
  .expand('primarycontactid', (contact) => contact.select('fullname'))
  .where((account) => account.statecode.eq('Active').and(account.revenue.gt(1_000_000)))
  .orderBy('revenue', 'desc')
  .top(3)
  .all()
line('query', `${top.length} accounts`, 'active, revenue over 1,000,000, largest first')
table(
  top.map(({ name, revenue, primarycontactid }) => ({ name, revenue, 'primary contact': primarycontactid?.fullname })),
)

const contactId = await dynamics.create(contacts, { firstname: 'Yvonne', lastname: 'McKay' })
const accountId = await dynamics.create(accounts, {
  name: 'Fourth Coffee',
  revenue: 250_000,
  primarycontactid: contacts.ref(contactId),
})
line('created', 'account', `Fourth Coffee (${accountId}), with a lookup to its primary contact`)

const read = await dynamics.retrieve(accounts, accountId, { select: ['name', 'revenue'] })
await dynamics.update(accounts, accountId, { revenue: 300_000 }, { ifMatch: read })
line('updated', 'revenue', `250,000 -> 300,000, if the ETag is still ${etagOf(read) ?? 'unknown'}`)

try {
  await dynamics.update(accounts, accountId, { revenue: 1 }, { ifMatch: read })
} catch (error) {
  if (!isConcurrencyError(error)) throw error
  line('refused', 'a second update', 'with the same ETag: somebody changed the row meanwhile')
}

await dynamics.delete(accounts, accountId)
await dynamics.delete(contacts, contactId)
line('deleted', 'both rows')
