import { carryByDispatch } from './dispatch.ts'
import type { Dispatcher } from './dispatch.ts'
import type { Carry } from './transport.ts'

/** Where Node.js and the package undici keep what carries every `fetch`: their `setGlobalDispatcher` sets it. */
const DISPATCHER: unique symbol = Symbol.for('undici.globalDispatcher.1') as never

/**
 * What is below the `fetch` of Node.js, for as long as that is the global one: half of a request's time goes into streams
 * and objects of the standard that nobody sees here. A proxy, a mock or certificates that a program has given to
 * `setGlobalDispatcher` hold as for `fetch`; a `fetch` that is replaced is called.
 *
 * Gives nothing before the first `fetch`, which brings it to life, and in other runtimes.
 */
export function nodeDispatch(): () => Carry | undefined {
  let known: unknown
  let isNative = false
  let made: { readonly dispatcher: Dispatcher; readonly carry: Carry } | undefined
  return () => {
    if (globalThis.fetch !== known) {
      known = globalThis.fetch
      isNative = isNodeFetch(known)
    }
    if (!isNative) return undefined
    const { [DISPATCHER]: dispatcher } = globalThis as { readonly [DISPATCHER]?: Dispatcher }
    if (typeof dispatcher?.dispatch !== 'function') return undefined
    if (made?.dispatcher !== dispatcher) made = { dispatcher, carry: carryByDispatch(dispatcher) }
    return made.carry
  }
}

/** Its own code loads what it is made of by this name; whoever replaces it does not. */
function isNodeFetch(fetch: unknown): boolean {
  return typeof fetch === 'function' && Function.prototype.toString.call(fetch).includes('internal/deps/undici/undici')
}
