import { NetworkError } from './errors/dynamics-error.ts'
import type { Send } from './http/send.ts'
import type { run as runOperation } from './operation/operation.ts'
import type { Operation } from './operation/operation.ts'

/** Makes something once, when it is first needed; what failed is tried again at the next use. */
export function memo<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    }))
}

/** Loads a part of this package once, when it is first needed. */
export function lazily<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  return memo(() => part(load()))
}

/**
 * What an `import()` gives of this package's own files.
 *
 * @throws NetworkError when they cannot be loaded; nothing has been sent then of what they were needed for.
 */
export async function part<Loaded>(loading: Promise<Loaded>): Promise<Loaded> {
  try {
    return await loading
  } catch (cause) {
    throw new NetworkError({
      code: 'network',
      problem: 'a file of @dynamics-kit/client could not be loaded',
      fix: 'Try again; if that does not help, load the page anew: newer files may have taken the place of its own.',
      cause,
    })
  }
}

/** An object of asynchronous methods that is loaded when one of them is first called. */
export function lazyMethods<const Name extends string>(
  names: readonly Name[],
  load: () => Promise<Readonly<Record<Name, (...given: never[]) => unknown>>>,
): object {
  const loaded = lazily(load)
  return methodsOf(names, async (name, given) => (await loaded())[name](...given))
}

/** A module of functions that make operations, with the one that does them. */
type OperationModule<Name extends string> = { readonly run: typeof runOperation } & {
  readonly [Operations in Name]: (...given: never[]) => Operation | Promise<Operation>
}

/** Operations of a module, each done by itself. */
export function lazyOperations<const Name extends string>(
  send: Send,
  names: readonly Name[],
  load: () => Promise<OperationModule<NoInfer<Name>>>,
): object {
  return methodsOf(names, async (name, given) => {
    const operations = await load()
    return operations.run(send, await operations[name](...given))
  })
}

function methodsOf<Name extends string>(
  names: readonly Name[],
  call: (name: Name, given: readonly never[]) => Promise<unknown>,
): object {
  // Given on as it came: the types of the client have checked it.
  const methods = names.map((name) => [name, async (...given: readonly never[]) => call(name, given)])
  return Object.freeze(Object.fromEntries(methods))
}
