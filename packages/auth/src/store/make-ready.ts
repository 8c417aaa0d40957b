import type { TokenStore } from './token-store.ts'

/**
 * What a store has to do first that is no fault of the place behind it: making a key out of a passphrase, which takes seconds on a
 * machine that is busy. The time limit of operations begins after it.
 */
export const makeReady: unique symbol = Symbol('makeReady')

/** A store that says so; stores of others need not. */
export interface PreparedStore extends TokenStore {
  [makeReady]?(): Promise<void>
}
