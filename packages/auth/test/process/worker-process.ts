import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Delivery, Order, WorkerOptions } from './worker.ts'

/** A process that has one credential. */
export interface WorkerProcess {
  getToken(order?: Order): Promise<Delivery>
  /** Ends it as a crash would. */
  kill(): Promise<void>
}

/** Starts a process and waits until it is ready to be asked. */
export async function startWorker(options: WorkerOptions): Promise<WorkerProcess> {
  const child = fork(join(import.meta.dirname, 'worker.ts'), [JSON.stringify(options)], {
    execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'],
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
    async getToken(order = {}) {
      const delivery = answer()
      child.send(order)
      return (await delivery) as Delivery
    },
    async kill() {
      child.kill('SIGKILL')
      await gone.catch(() => undefined)
    },
  }
}
