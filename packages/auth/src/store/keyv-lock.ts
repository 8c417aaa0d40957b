import type { AcquireLock } from './acquire-lock.ts'
import { advisoryLock } from './advisory-lock.ts'
import { isObject } from './is-object.ts'
import type { KeyvLike } from './keyv-like.ts'
import { redisLock } from './redis-lock.ts'
import { sqlLock } from './sql-lock.ts'

/** The best lock that a Keyv's adapter can give. */
export function keyvLock(keyv: KeyvLike): AcquireLock {
  const adapter = adapterOf(keyv.store)
  return redisLock(adapter) ?? sqlLock(adapter) ?? advisoryLock(keyv)
}

/** Keyv 6 wraps adapters made for Keyv 5 into a bridge, whose `store` they are. */
function adapterOf(store: unknown): unknown {
  return isObject(store) && isObject(store['store']) ? store['store'] : store
}
