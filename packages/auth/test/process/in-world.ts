import { randomUUID } from 'node:crypto'
import { startTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'
import type { StorePlace } from './worker.ts'

/** A token endpoint and processes that ask it. */
export interface World {
  readonly endpoint: TokenEndpoint
  /** Processes of one app that no other test uses. */
  start(count: number): Promise<WorkerProcess[]>
}

/** Runs a test in a world of its own, and ends its processes. */
export async function inWorld(place: StorePlace, run: (world: World) => Promise<void>): Promise<void> {
  const endpoint = await startTokenEndpoint()
  const options = { authority: endpoint.authority, clientId: randomUUID(), place }
  const workers: WorkerProcess[] = []
  try {
    await run({
      endpoint,
      async start(count) {
        const started = await Promise.all(Array.from({ length: count }, () => startWorker(options)))
        workers.push(...started)
        return started
      },
    })
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()))
    await endpoint.close()
  }
}
