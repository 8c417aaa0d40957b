import { builtin } from '../builtin.ts'
import type { AcquireLock } from './acquire-lock.ts'
import { ifPresent, type PrivateDirectory } from './private-directory.ts'

/**
 * A lock that is a file: whoever makes it has it, until it is removed or its lease, the file's time, is over.
 *
 * A lease that is over is cleared away by renaming the file, which only one process can do to one file. Should that have
 * been a new lock, made between the look and the renaming, it is put back.
 */
export function fileLock(directory: PrivateDirectory): AcquireLock {
  return async (name, leaseMs) => {
    const id = crypto.randomUUID()
    const take = () => directory.create(name, id, Date.now() + leaseMs)
    const taken = (await take()) || ((await clearStale(directory, name)) && (await take()))
    if (!taken) return undefined
    return async () => {
      if ((await directory.read(name)) === id) await directory.remove(name)
    }
  }
}

/** Whether the way is free. */
async function clearStale(directory: PrivateDirectory, name: string): Promise<boolean> {
  const lock = builtin('node:path').join(directory.path, name)
  const asideName = `${crypto.randomUUID()}.temporary`
  const aside = builtin('node:path').join(directory.path, asideName)
  const seen = await ifPresent(builtin('node:fs/promises').stat(lock))
  if (seen === undefined) return true
  if (seen.mtimeMs > Date.now()) return false
  await ifPresent(builtin('node:fs/promises').rename(lock, aside))
  const moved = await ifPresent(builtin('node:fs/promises').stat(aside))
  if (moved === undefined) return true
  if (moved.mtimeMs > Date.now()) {
    await directory.create(name, (await directory.read(asideName)) ?? '', moved.mtimeMs)
    await ifPresent(builtin('node:fs/promises').unlink(aside))
    return false
  }
  await ifPresent(builtin('node:fs/promises').unlink(aside))
  return true
}
