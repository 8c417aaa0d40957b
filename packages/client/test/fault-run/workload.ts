import { isConcurrencyError, isDynamicsError } from '@dynamics-kit/client'
import type { DynamicsClient } from '@dynamics-kit/client'
import { accounts } from '../tables/accounts.ts'
import { contacts } from '../tables/contacts.ts'
import { randomNumbers } from './random.ts'

/** An account as it has to be in the end. */
interface IntendedAccount {
  name: string
  revenue: number
  description: string | null
  contact: string | null
}

/** What has to be there in the end, and nothing else. */
export interface Intended {
  readonly accounts: Map<string, IntendedAccount>
  readonly contacts: Map<string, string>
}

/** What one worker needs. */
export interface Worker {
  readonly name: string
  readonly seed: number
  /** Through the faulty server. */
  readonly dynamics: DynamicsClient
  /** Changes another column of an account, as somebody else would in between. */
  readonly meddle: (id: string) => Promise<void>
}

type Kind = (typeof KINDS)[number][1]

/** Shares of a hundred. */
const KINDS = [
  [18, 'create'],
  [16, 'update'],
  [12, 'increment'],
  [6, 'upsert'],
  [6, 'setValue'],
  [5, 'delete'],
  [5, 'associate'],
  [3, 'disassociate'],
  [5, 'changeSet'],
  [4, 'batch'],
  [12, 'retrieve'],
  [8, 'query'],
] as const

/** Does operations one after another on rows of its own, and keeps what they have to come to. */
export async function work({ name, seed, dynamics, meddle }: Worker, operations: number): Promise<Intended> {
  const random = randomNumbers(seed)
  const intended: Intended = { accounts: new Map(), contacts: new Map() }
  let made = 0
  const any = (): string | undefined => [...intended.accounts.keys()][Math.floor(random() * intended.accounts.size)]
  const newAccount = (): IntendedAccount => ({
    name: `${name} ${++made}`,
    revenue: 0,
    description: null,
    contact: null,
  })

  const doOne: Readonly<Record<Kind, (id: string, account: IntendedAccount) => Promise<void>>> = {
    async create() {
      const account = newAccount()
      const { name: text, revenue } = account
      intended.accounts.set(await dynamics.create(accounts, { name: text, revenue }), account)
    },
    async update(id, account) {
      account.name = `${name} ${++made}`
      await dynamics.update(accounts, id, { name: account.name })
    },
    async increment(id, account) {
      account.revenue += 1
      await increment(id, account.revenue, random() < 0.3)
    },
    async upsert(id, account) {
      const revenue = account.revenue + 10
      account.revenue = revenue
      await dynamics.upsert(accounts, id, { revenue })
    },
    async setValue(id, account) {
      account.revenue += 100
      await dynamics.setValue(accounts, id, 'revenue', account.revenue)
    },
    async delete(id) {
      intended.accounts.delete(id)
      await dynamics.delete(accounts, id)
    },
    async associate(id, account) {
      const contact = await createContact()
      account.contact = contact
      await dynamics.associate(accounts, id, 'primarycontactid', contacts.ref(contact))
    },
    async disassociate(id, account) {
      account.contact = null
      await dynamics.disassociate(accounts, id, 'primarycontactid')
    },
    async changeSet() {
      const account = newAccount()
      const lastname = `${name} ${++made}`
      const [result] = await dynamics.batch((b) => [
        b.changeSet((c) => {
          const contact = c.create(contacts, { lastname })
          const { name: text, revenue } = account
          return [contact, c.create(accounts, { name: text, revenue, primarycontactid: contact.reference })]
        }),
      ])
      if (result.status !== 'succeeded') throw result.status === 'failed' ? result.error : new Error('skipped')
      const [contact, id] = result.value
      intended.contacts.set(contact, lastname)
      intended.accounts.set(id, { ...account, contact })
    },
    async batch(id, account) {
      account.name = `${name} ${++made}`
      const other = newAccount()
      const [updated, created] = await dynamics.batch((b) => [
        b.update(accounts, id, { name: account.name }),
        b.create(accounts, { name: other.name, revenue: 0 }),
      ])
      if (updated.status !== 'succeeded' || created.status !== 'succeeded') throw new Error('A batch was not done.')
      intended.accounts.set(created.value, other)
    },
    async retrieve(id, account) {
      const row = await dynamics.retrieve(accounts, id, { select: ['name', 'revenue'] })
      if (row.name !== account.name || row.revenue !== account.revenue)
        throw new Error(`${id} is not as it was written.`)
    },
    async query(id, account) {
      const rows = await dynamics
        .from(accounts)
        .select('accountid')
        .where((row) => row.name.eq(account.name))
        .all()
      if (rows.length !== 1 || rows[0]?.accountid !== id)
        throw new Error(`There are ${rows.length} of ${account.name}.`)
    },
  }

  async function createContact(): Promise<string> {
    const lastname = `${name} ${++made}`
    const id = await dynamics.create(contacts, { lastname })
    intended.contacts.set(id, lastname)
    return id
  }

  /** Reads, adds one, writes if nobody was faster: what optimistic concurrency is for. */
  async function increment(id: string, revenue: number, isMeddled: boolean): Promise<void> {
    for (let attempt = 0; attempt < 50; attempt++) {
      // oxlint-disable-next-line no-await-in-loop -- each attempt follows from the one before
      const row = await dynamics.retrieve(accounts, id, { select: ['revenue'] })
      // Only this worker changes it, so an attempt whose answer was lost was this one.
      if (row.revenue === revenue) return
      // oxlint-disable-next-line no-await-in-loop
      if (isMeddled && attempt === 0) await meddle(id)
      try {
        // oxlint-disable-next-line no-await-in-loop
        await dynamics.update(accounts, id, { revenue: (row.revenue ?? 0) + 1 }, { ifMatch: row })
        return
      } catch (error) {
        if (!isConcurrencyError(error)) throw error
      }
    }
    throw new Error(`${id} was never free to be changed.`)
  }

  for (let done = 0; done < operations; done++) {
    const id = any()
    const account = id === undefined ? undefined : intended.accounts.get(id)
    const kind = account === undefined ? 'create' : kindOf(random())
    try {
      // oxlint-disable-next-line no-await-in-loop -- a worker's operations follow each other
      await doOne[kind](id ?? '', account ?? newAccount())
    } catch (error) {
      throw new Error(`${kind}: ${isDynamicsError(error) ? error.message : String(error)}`, { cause: error })
    }
  }
  return intended
}

function kindOf(chance: number): Kind {
  let left = chance * 100
  for (const [share, kind] of KINDS) {
    left -= share
    if (left < 0) return kind
  }
  return 'query'
}
