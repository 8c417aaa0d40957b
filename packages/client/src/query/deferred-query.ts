import { memo } from '../lazy.ts'
import { AS_OPERATION } from '../operation/as-operation.ts'
import type { Operation } from '../operation/operation.ts'

/** What a deferred query becomes: methods that give such a query again, and those that read it. */
type Loaded = Readonly<Record<string, (...given: readonly unknown[]) => unknown>> &
  AsyncIterable<unknown> & { [AS_OPERATION](): Operation }

/** The methods of a query that stand for others of its kind. */
export interface QueryMethods {
  /** Methods that give a query of the same kind: `formatted pageSize`. */
  readonly chain: string
  /** Of what can be grouped, and be in a batch: methods that give groups, and those of these. */
  readonly groups?: readonly [names: string, methods: QueryMethods]
  /** What ends it beside `all` and `toRequest`. */
  readonly ends?: string
  /** Whether rows come page by page. */
  readonly paged?: boolean
}

/**
 * A query of which nothing is loaded before it is read. What it is told until then is noted, and said again to what `load` gives:
 * a mistake in it is told when it is read, and nothing is sent then.
 */
export function deferredQuery(load: () => Promise<object>, methods: QueryMethods): object {
  // The types of the client say which methods there are.
  const loaded = memo(load as () => Promise<Loaded>)
  const { chain, groups, ends = '', paged } = methods
  const query: Record<PropertyKey, unknown> = {}
  const note = (names: string, next: QueryMethods): void => {
    for (const name of names.split(' '))
      query[name] = (...given: readonly unknown[]) =>
        deferredQuery(async () => (await loaded())[name]?.(...given) as object, next)
  }
  note(chain, methods)
  if (groups) {
    note(...groups)
    query[AS_OPERATION] = async () => (await loaded())[AS_OPERATION]()
  }
  for (const name of `all toRequest ${ends}`.split(' '))
    query[name] = async (...given: readonly unknown[]) => (await loaded())[name]?.(...given)
  if (paged) {
    query['pages'] = (options: unknown) => iterateLater(async () => (await loaded())['pages']?.(options) as Loaded)
    query[Symbol.asyncIterator] = () => iterateLater(loaded)
  }
  return Object.freeze(query)
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
