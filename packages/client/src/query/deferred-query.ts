import { memo } from '../lazy.ts'
import { AS_OPERATION } from '../operation/as-operation.ts'
import type { Operation } from '../operation/operation.ts'

/** What a deferred query becomes: methods that give such a query again, and those that read it. */
type Loaded = Readonly<Record<string, (...given: readonly unknown[]) => unknown>> &
  AsyncIterable<unknown> & { [AS_OPERATION](): Operation }

/** The methods of queries of a kind. */
interface QueryMethods {
  /** Those that give a query of the same kind: `formatted pageSize`. */
  readonly chain: string
  /** Of what can be grouped, and be in a batch: those that give groups, and what makes these. */
  readonly groups?: readonly [names: string, make: DeferredKind]
  /** Of what has rows, page by page: what reads them beside `all`, `pages` and iteration. */
  readonly reads?: string
}

/**
 * Makes a query of which nothing is loaded before it is read. What it is told until then is noted, and said again to what `load` gives:
 * a mistake in it is told when it is read, and nothing is sent then.
 */
export type DeferredKind = (load: () => Promise<object>) => object

/** Queries with these methods. A class, because they are made by the thousand and methods are shared. */
export function deferredKind({ chain, groups, reads }: QueryMethods): DeferredKind {
  class DeferredQuery {
    readonly #loaded: () => Promise<Loaded>

    constructor(load: () => Promise<object>) {
      // The types of the client say which methods there are.
      this.#loaded = memo(load as () => Promise<Loaded>)
    }

    static {
      const methods: Record<PropertyKey, (this: DeferredQuery, ...given: readonly unknown[]) => unknown> = {}
      const note = (names: string, make: DeferredKind): void => {
        for (const name of names.split(' '))
          methods[name] = function (...given) {
            return make(async () => (await this.#loaded())[name]?.(...given) as object)
          }
      }
      note(chain, (load) => new this(load))
      for (const name of `all toRequest ${reads ?? ''}`.split(' '))
        methods[name] = async function (...given) {
          return (await this.#loaded())[name]?.(...given)
        }
      if (groups) {
        note(...groups)
        methods[AS_OPERATION] = async function () {
          return (await this.#loaded())[AS_OPERATION]()
        }
      }
      if (reads) {
        methods['pages'] = function (options) {
          return iterateLater(async () => (await this.#loaded())['pages']?.(options) as Loaded)
        }
        methods[Symbol.asyncIterator] = function () {
          return iterateLater(this.#loaded)
        }
      }
      Object.assign(this.prototype, methods)
    }
  }
  return (load) => new DeferredQuery(load)
}

/** What `load` gives, iterated; loaded with the first item. */
export function iterateLater<Item>(load: () => Promise<AsyncIterable<Item>>): AsyncIterableIterator<Item, void> {
  let inner: AsyncIterator<Item, void> | undefined
  const begun = memo(async () => (inner = (await load())[Symbol.asyncIterator]()))
  let isLeft = false
  const done: IteratorResult<Item, void> = { done: true, value: undefined }
  return {
    next: () => (inner === undefined ? begun().then((begunNow) => (isLeft ? done : begunNow.next())) : inner.next()),
    async return() {
      isLeft = true
      await inner?.return?.()
      return done
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
