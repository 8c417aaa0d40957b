import { expect, test } from 'vitest'
import { lazily, lazyMethods, lazyOperations } from './lazy.ts'

/** A file that cannot be loaded at first. */
function offlineAtFirst<Part>(part: Part): () => Promise<Part> {
  let count = 0
  return async () => {
    if (++count === 1) throw new TypeError('Failed to fetch dynamically imported module: https://contoso.com/a.js')
    return part
  }
}

const notLoaded = {
  name: 'NetworkError',
  code: 'network',
  message: expect.stringContaining('a file of @dynamics-kit/client could not be loaded'),
  fix: expect.stringContaining('load the page anew'),
  cause: expect.objectContaining({ message: expect.stringContaining('https://contoso.com/a.js') }),
}

test('a part that cannot be loaded says so, and is loaded at the next use', async () => {
  const load = lazily(offlineAtFirst('part'))
  await expect(load()).rejects.toMatchObject(notLoaded)
  expect(await load()).toBe('part')
})

test('so do the methods of an object, and operations', async () => {
  const methods = lazyMethods(['one'], offlineAtFirst({ one: (given: number) => given + 1 })) as {
    one(given: number): Promise<number>
  }
  await expect(methods.one(1)).rejects.toMatchObject(notLoaded)
  expect(await methods.one(1)).toBe(2)

  const run = async (_: unknown, operation: unknown): Promise<unknown> => operation
  const part = { run, two: () => 'operation' } as never
  const operations = lazyOperations({} as never, ['two'], lazily(offlineAtFirst(part))) as { two(): Promise<unknown> }
  await expect(operations.two()).rejects.toMatchObject(notLoaded)
  expect(await operations.two()).toBe('operation')
})
