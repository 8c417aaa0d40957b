import { randomUUID } from 'node:crypto'
import { startTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'
import type { Delivery, Order, StorePlace } from './worker.ts'

/** One credential in a process. */
interface Member {
  getToken(order?: Order): Promise<Delivery>
  /** Ends its process as a crash would. */
  kill(): Promise<void>
}

/** A token endpoint, and processes that ask it as an app that no other test uses. */
interface World {
  readonly endpoint: TokenEndpoint
  /** Credentials without a token, each in a process of its own. */
  members(count: number): Promise<readonly Member[]>
  /** The same in a process that never did anything. */
  newcomer(): Promise<Member>
}

/** Processes over one store, kept from test to test: to start one takes longer than all it does here. */
export interface Crew {
  inWorld(run: (world: World) => Promise<void>): Promise<void>
  close(): Promise<void>
}

export function hireCrew(place: StorePlace, compileCache: string): Crew {
  const kept: WorkerProcess[] = []
  const start = () => startWorker(place, compileCache)

  async function keep(count: number): Promise<void> {
    // The first leaves compiled code for the others.
    if (count > 0 && kept.length === 0) kept.push(await start())
    kept.push(...(await Promise.all(Array.from({ length: count - kept.length }, start))))
  }

  return {
    async inWorld(run) {
      const endpoint = await startTokenEndpoint()
      const app = { authority: endpoint.authority, clientId: randomUUID() }
      const newcomers: WorkerProcess[] = []
      const asMember = (worker: WorkerProcess): Member => ({
        getToken: (order) => worker.getToken(app, order),
        kill: () => worker.kill(),
      })
      try {
        await run({
          endpoint,
          async members(count) {
            await keep(Math.max(count, kept.length))
            return kept.slice(0, count).map(asMember)
          },
          async newcomer() {
            const worker = await start()
            newcomers.push(worker)
            return asMember(worker)
          },
        })
      } finally {
        await Promise.all(newcomers.map((worker) => worker.kill()))
        await endpoint.close()
      }
    },
    async close() {
      await Promise.all(kept.map((worker) => worker.kill()))
    },
  }
}
