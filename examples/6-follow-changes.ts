// Read a table once, and from then on only what changed: for a search index, a cache, a warehouse.
// Needs: steps 1 and 2, with the right to create, write and delete accounts; change tracking of accounts (it is on by default).
import { createClient } from '@dynamics-kit/client'
import { accounts } from './dynamics/index.ts'
import { headline, line } from './print.ts'
import { dynamicsUrl, integration } from './settings.ts'

headline('6  Follow the changes of a table')

const dynamics = createClient({ url: dynamicsUrl(), credential: await integration() })

/** What this program keeps of the environment; a token that was forgotten brings all rows again. */
const names = new Map<string, string | null>()
let token: string | undefined

async function follow(): Promise<void> {
  const changes = dynamics.changes(accounts, { select: ['accountid', 'name'], token, resync: 'full' })
  for await (const change of changes) {
    if (change.kind === 'resync') names.clear()
    else if (change.kind === 'deleted') names.delete(change.id)
    else names.set(change.row.accountid, change.row.name)
  }
  token = changes.token
}

await follow()
line('read', `${names.size} accounts`, 'the first time all of them')

const id = await dynamics.create(accounts, { name: 'Fourth Coffee' })
await follow()
line('followed', 'a new one', names.get(id) ?? '')

await dynamics.update(accounts, id, { name: 'Fourth Coffee Ltd' })
await follow()
line('followed', 'an update', names.get(id) ?? '')

await dynamics.delete(accounts, id)
await follow()
line('followed', 'a deletion', names.has(id) ? 'it is still there' : 'it is gone here as well')
