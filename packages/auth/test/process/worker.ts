// One of several processes that share a store. Told what to do by its parent: see processes.test.ts.
import { createRequire, flushCompileCache } from 'node:module'
import { clientSecret, fileTokenStore, keyvTokenStore, type TokenStore } from '../../src/index.ts'
import { SqliteAdapter } from '../store/sqlite-adapter.ts'

/** Where the store is. */
export type StorePlace =
  | { readonly kind: 'file'; readonly directory: string }
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'redis' | 'postgres'; readonly url: string }

/** An app, which has one credential in each process. */
export interface App {
  readonly authority: string
  readonly clientId: string
}

/** What the parent asks for: one token. */
export interface Order {
  readonly forceRefresh?: boolean
  /** How many times shorter than they are asked for leases are, so that a test need not wait for them. Default 1. */
  readonly shortenLeases?: number
  /** How far the clock of the process is to be ahead, in milliseconds. */
  readonly ahead?: number
}

/** What the worker answers. */
export interface Delivery {
  readonly token?: string
  readonly error?: string
  readonly msalIsLoaded: boolean
  readonly warnings: readonly string[]
  /** Leases of the locks that it got, in milliseconds, as they were asked for. */
  readonly leases: readonly number[]
}

const scope = 'https://contoso.crm.dynamics.com/.default'

const { cache } = createRequire(import.meta.url)
const fs = process.getBuiltinModule('node:fs')
const { readFileSync } = fs
let msalIsRead = false
// msal-node is evaluated by the package itself, so it is in no cache that could be looked at.
fs.readFileSync = ((...[file, options]: Parameters<typeof readFileSync>) => {
  msalIsRead ||= String(file).includes('msal-node')
  return readFileSync(file, options)
}) as typeof readFileSync

async function openStore(place: StorePlace): Promise<TokenStore> {
  if (place.kind === 'file') return fileTokenStore({ directory: place.directory })
  const { Keyv } = await import('keyv')
  const key = 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE='
  switch (place.kind) {
    case 'sqlite':
      return keyvTokenStore(new Keyv(new SqliteAdapter(place.file)), { key })
    case 'redis': {
      const { default: KeyvRedis } = await import('@keyv/redis')
      return keyvTokenStore(new Keyv(new KeyvRedis(place.url)), { key })
    }
    case 'postgres': {
      const { KeyvPostgres } = await import('../store/keyv-postgres.ts')
      return keyvTokenStore(new Keyv(new KeyvPostgres({ uri: place.url })), { key })
    }
  }
}

/** A credential of this process, and what is known about it. */
function createMember({ authority, clientId }: App, store: TokenStore) {
  const warnings: string[] = []
  const leases: number[] = []
  let clockAhead = 0
  let shortenLeases = 1
  const credential = clientSecret({
    tenantId: '11111111-1111-1111-1111-111111111111',
    clientId,
    clientSecret: 'Zq88Q~not-a-real-secret-value-0123456789',
    authority,
    now: () => Date.now() + clockAhead,
    store: {
      ...store,
      async acquire(key, lease) {
        const release = await store.acquire?.(key, lease / shortenLeases)
        if (release !== undefined) leases.push(lease)
        return release
      },
    },
    onWarning: (warning) => warnings.push(warning.code),
  })
  return async (order: Order): Promise<Delivery> => {
    clockAhead = order.ahead ?? 0
    shortenLeases = order.shortenLeases ?? 1
    const outcome = await credential.getToken(scope, { forceRefresh: order.forceRefresh === true }).then(
      ({ token }) => ({ token }),
      (error: unknown) => ({ error: String(error) }),
    )
    const msalIsLoaded = msalIsRead || Object.keys(cache).some((file) => file.includes('msal-node'))
    return { ...outcome, msalIsLoaded, warnings, leases }
  }
}

if (process.send !== undefined && process.argv[2] !== undefined) {
  const store = await openStore(JSON.parse(process.argv[2]) as StorePlace)
  // Connects. On a machine that is busy that takes longer than a credential waits, and locks are what is tested.
  await store.get('none')
  const members = new Map<string, ReturnType<typeof createMember>>()
  process.on('message', async ({ app, order }: { readonly app: App; readonly order: Order }) => {
    const member = members.get(app.clientId) ?? createMember(app, store)
    members.set(app.clientId, member)
    process.send?.(await member(order))
  })
  // The next process starts sooner.
  flushCompileCache()
  process.send({ ready: true })
}
