/** What many programs never need, loaded when it is first used. */
export type Loader<Loaded> = () => Promise<Loaded>

/** Loads once; what failed is tried again. */
function lazily<Loaded>(load: Loader<Loaded>): Loader<Loaded> {
  let loaded: Promise<Loaded> | undefined
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined
      throw error
    })
    return loaded
  }
}

/** An object of asynchronous methods that is made when one of them is first called. */
export function lazyMethods<const Name extends string>(
  names: readonly Name[],
  load: Loader<Readonly<Record<Name, (...given: never[]) => unknown>>>,
): object {
  const loaded = lazily(load)
  const methods = names.map((name) => [
    name,
    // Given on as it came: the types of the client have checked it.
    async (...given: readonly unknown[]) => (await loaded())[name](...(given as readonly never[])),
  ])
  return Object.freeze(Object.fromEntries(methods))
}
