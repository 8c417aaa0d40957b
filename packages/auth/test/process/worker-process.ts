import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { App, Delivery, Order, StorePlace } from './worker.ts'

/** A process, with one credential for each app that it is asked for. */
export interface WorkerProcess {
  getToken(app: App, order?: Order): Promise<Delivery>
  /** Ends it as a crash would. */
  kill(): Promise<void>
}

/**
 * Starts a process and waits until it is ready to be asked.
 *
 * @param compileCache Folder where processes leave compiled code for those after them.
 */
export async function startWorker(place: StorePlace, compileCache: string): Promise<WorkerProcess> {
  const child = fork(join(import.meta.dirname, 'worker.ts'), [JSON.stringify(place)], {
    execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  })
  const gone = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the process ended: ${code ?? signal}`)
  })
  // One that is killed at the end of a test leaves nobody who waits for this.
  gone.catch(() => undefined)
  const answer = async (): Promise<unknown> => {
    const [message] = (await Promise.race([once(child, 'message'), gone])) as unknown[]
    return message
  }
  await answer()
  return {
    async getToken(app, order = {}) {
      const delivery = answer()
      child.send({ app, order })
      return (await delivery) as Delivery
    },
    async kill() {
      child.kill('SIGKILL')
      await gone.catch(() => undefined)
    },
  }
}
