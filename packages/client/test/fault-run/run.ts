import { clientSecret } from '@dynamics-kit/auth'
import { createClient } from '@dynamics-kit/client'
import type { TokenCredential } from '@dynamics-kit/client'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { accounts } from '../tables/accounts.ts'
import { contacts } from '../tables/contacts.ts'
import { startFaultyServer } from './faulty-server.ts'
import type { Fault } from './faulty-server.ts'
import type { Waits } from './stopwatch.ts'
import { work } from './workload.ts'
import type { Intended } from './workload.ts'

/** What a run came to. */
export interface FaultRun {
  readonly operations: number
  readonly requests: number
  readonly faults: Readonly<Record<Fault, number>>
  /** Rows that are not as intended: missing, doubled, or with other values. */
  readonly wrong: readonly string[]
  readonly rows: number
  readonly waits: Waits
}

/** Mixed operations through a server that fails a fifth of all requests, and what is there in the end. */
export async function runWithFaults(operations: number, seed: number, workers = 48): Promise<FaultRun> {
  const fake = createFakeDynamics()
  await using server = await startFaultyServer(fake, seed, () => dynamics.limits)
  const { tenantId, clientId, clientSecret: secret } = fake
  const credential = clientSecret({ tenantId, clientId, clientSecret: secret, fetch: fake.fetch })
  // Tokens are for the environment, whatever the address that stands in front of it.
  const forEnvironment: TokenCredential = {
    getToken: (_scope, options) => credential.getToken(`${fake.url}/.default`, options),
  }
  let operation = 0
  const dynamics = createClient({
    url: server.url,
    credential: forEnvironment,
    retry: { limit: 20 },
    telemetry: [server.stopwatch],
    middleware: [
      (request, next) => {
        const named = new Request(request)
        named.headers.set('x-operation', String(++operation))
        return next(named)
      },
    ],
  }).with({ clientIds: true })
  const direct = createClient({ url: fake.url, credential, fetch: fake.fetch })
  const meddle = (id: string) => direct.update('accounts', id, { telephone1: '555-0100' })

  const share = Math.ceil(operations / workers)
  const intended = await Promise.all(
    Array.from({ length: workers }, (_, index) =>
      work({ name: `W${index}`, seed: seed * 1000 + index, dynamics, meddle }, share),
    ),
  )
  const { wrong, rows } = await compare(direct, intended)
  return {
    operations: share * workers,
    requests: server.requests(),
    faults: server.faults,
    wrong,
    rows,
    waits: server.waits(),
  }
}

async function compare(dynamics: ReturnType<typeof createClient>, intended: readonly Intended[]) {
  const wrong: string[] = []
  const wantedAccounts = new Map(intended.flatMap((each) => [...each.accounts]))
  const wantedContacts = new Map(intended.flatMap((each) => [...each.contacts]))
  let rows = 0
  for await (const row of dynamics.from(accounts).select('accountid', 'name', 'revenue', 'primarycontactid')) {
    rows++
    const wanted = wantedAccounts.get(row.accountid)
    wantedAccounts.delete(row.accountid)
    const { name, revenue, primarycontactid } = row
    const found = JSON.stringify([name, revenue, primarycontactid?.id ?? null])
    if (wanted === undefined) wrong.push(`account ${row.accountid} should not be there: ${found}`)
    else if (found !== JSON.stringify([wanted.name, wanted.revenue, wanted.contact])) {
      wrong.push(`account ${row.accountid} is ${found}, not ${JSON.stringify(wanted)}`)
    }
  }
  for await (const { contactid, lastname } of dynamics.from(contacts).select('contactid', 'lastname')) {
    rows++
    if (wantedContacts.get(contactid) !== lastname) wrong.push(`contact ${contactid} is ${String(lastname)}`)
    wantedContacts.delete(contactid)
  }
  for (const id of [...wantedAccounts.keys(), ...wantedContacts.keys()]) wrong.push(`${id} is missing`)
  return { wrong, rows }
}
