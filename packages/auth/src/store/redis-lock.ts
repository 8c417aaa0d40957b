import type { AcquireLock } from './acquire-lock.ts'
import { isObject } from './is-object.ts'

/** Deletes a lock if it is still ours, in one step. */
const releaseScript =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"

/** `@keyv/redis`: the client of node-redis, connected when it is asked for. */
interface NodeRedisAdapter {
  readonly namespace?: string | undefined
  createKeyPrefix(key: string, namespace?: string): string
  getClient(): Promise<{
    set(key: string, value: string, options: { NX: true; PX: number }): Promise<unknown>
    eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
  }>
}

/** `@keyv/valkey` and older `@keyv/redis`: a client with the commands of ioredis. */
interface IoRedisAdapter {
  readonly namespace?: string | undefined
  readonly redis: {
    set(key: string, value: string, px: 'PX', milliseconds: number, nx: 'NX'): Promise<unknown>
    eval(script: string, keys: 1, key: string, id: string): Promise<unknown>
  }
}

/**
 * A lock in Redis or Valkey: `SET name id NX PX lease`, given back only by who has it.
 *
 * @see https://redis.io/docs/latest/commands/set/#patterns
 */
export function redisLock(adapter: unknown): AcquireLock | undefined {
  if (isNodeRedis(adapter)) {
    return async (name, leaseMs) => {
      const key = adapter.createKeyPrefix(name, adapter.namespace)
      const id = crypto.randomUUID()
      const client = await adapter.getClient()
      if ((await client.set(key, id, { NX: true, PX: leaseMs })) !== 'OK') return undefined
      return async () => void (await client.eval(releaseScript, { keys: [key], arguments: [id] }))
    }
  }
  if (isIoRedis(adapter)) {
    const { redis } = adapter
    return async (name, leaseMs) => {
      const key = adapter.namespace ? `${adapter.namespace}:${name}` : name
      const id = crypto.randomUUID()
      if ((await redis.set(key, id, 'PX', leaseMs, 'NX')) !== 'OK') return undefined
      return async () => void (await redis.eval(releaseScript, 1, key, id))
    }
  }
  return undefined
}

function isNodeRedis(adapter: unknown): adapter is NodeRedisAdapter {
  return has(adapter, 'getClient') && has(adapter, 'createKeyPrefix')
}

function isIoRedis(adapter: unknown): adapter is IoRedisAdapter {
  return isObject(adapter) && has(adapter['redis'], 'set') && has(adapter['redis'], 'eval')
}

function has(value: unknown, method: string): boolean {
  return isObject(value) && typeof value[method] === 'function'
}
