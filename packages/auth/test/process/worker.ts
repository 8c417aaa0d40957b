// One of several processes that share a store. Told what to do by its parent: see processes.test.ts.
import { createRequire } from 'node:module'
import { clientSecret, fileTokenStore, keyvTokenStore, type TokenStore } from '../../src/index.ts'
import { SqliteAdapter } from '../store/sqlite-adapter.ts'

/** Where the store is. */
export type StorePlace =
  | { readonly kind: 'file'; readonly directory: string }
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'redis' | 'postgres'; readonly url: string }

/** How a worker is started. */
export interface WorkerOptions {
  readonly authority: string
  readonly clientId: string
  readonly place: StorePlace
}

/** What the parent asks for: one token. */
export interface Order {
  readonly forceRefresh?: boolean
  /** How far the clock of the process is to be ahead, in milliseconds. */
  readonly ahead?: number
}

/** What the worker answers. */
export interface Delivery {
  readonly token?: string
  readonly error?: string
  readonly msalIsLoaded: boolean
  readonly warnings: readonly string[]
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
  const key = 'correct horse battery staple'
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

if (process.send !== undefined && process.argv[2] !== undefined) {
  const { authority, clientId, place } = JSON.parse(process.argv[2]) as WorkerOptions
  const warnings: string[] = []
  const store = await openStore(place)
  // Connects. On a machine that is busy that takes longer than a credential waits, and locks are what is tested.
  await store.get('none')
  let clockAhead = 0
  const credential = clientSecret({
    tenantId: '11111111-1111-1111-1111-111111111111',
    clientId,
    clientSecret: 'Zq88Q~not-a-real-secret-value-0123456789',
    authority,
    now: () => Date.now() + clockAhead,
    store,
    onWarning: (warning) => warnings.push(warning.code),
  })
  const deliver = async ({ ahead = 0, ...options }: Order): Promise<void> => {
    clockAhead = ahead
    const outcome = await credential.getToken(scope, options).then(
      ({ token }) => ({ token }),
      (error: unknown) => ({ error: String(error) }),
    )
    const msalIsLoaded = msalIsRead || Object.keys(cache).some((file) => file.includes('msal-node'))
    process.send?.({ ...outcome, msalIsLoaded, warnings } satisfies Delivery)
  }
  process.on('message', (order: Order) => void deliver(order))
  process.send({ ready: true })
}
