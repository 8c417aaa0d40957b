import type { AcquireLock } from './acquire-lock.ts'
import type { KeyvLike } from './keyv-like.ts'

/** Time for notes written at the same moment to arrive, in milliseconds. */
const settling = 60

/**
 * A lock out of reads and writes alone: leave a note, wait a moment, and have the lock if the note is still one's own. The
 * last writer wins. Two may have it when a write takes longer than the moment, so it saves requests but guards nothing.
 */
export function advisoryLock(keyv: KeyvLike): AcquireLock {
  return async (name, leaseMs) => {
    const now = Date.now()
    if (leaseEnd(await keyv.get(name)) > now) return undefined
    const note = `${now + leaseMs} ${crypto.randomUUID()}`
    await keyv.set(name, note, leaseMs)
    await new Promise((resolve) => setTimeout(resolve, settling * (1 + Math.random())))
    if ((await keyv.get(name)) !== note) return undefined
    return async () => {
      if ((await keyv.get(name)) === note) await keyv.delete(name)
    }
  }
}

function leaseEnd(note: unknown): number {
  return typeof note === 'string' ? Number.parseInt(note, 10) || 0 : 0
}
