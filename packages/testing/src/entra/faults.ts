import type { AadstsCode } from './aadsts.ts'

/** What the next token request gets instead of its answer. */
export type EntraFault = (
  | {
      /** An error of Entra's own, with its status and document. */
      readonly aadsts: AadstsCode
      /** Default: the error's own. */
      readonly status?: number
      readonly body?: never
    }
  | {
      readonly status: number
      /** An object is sent as JSON, a string as HTML: what a gateway in front of the service answers. Default: empty. */
      readonly body?: Readonly<Record<string, unknown>> | string
      readonly aadsts?: never
    }
) & {
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number
}

/** Faults waiting to be used, first in first out. */
export interface FaultQueue {
  push(fault: EntraFault, count: number): void
  take(): EntraFault | undefined
  clear(): void
  fork(): FaultQueue
}

export function createFaultQueue(before: readonly EntraFault[] = []): FaultQueue {
  const waiting = [...before]
  return {
    fork: () => createFaultQueue(waiting),
    push(fault, count) {
      for (let times = 0; times < count; times++) waiting.push(fault)
    },
    take: () => waiting.shift(),
    clear() {
      waiting.length = 0
    },
  }
}
