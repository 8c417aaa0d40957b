import { builtin } from '../builtin.ts'
import type { FileHandle } from 'node:fs/promises'
import { isObject } from './is-object.ts'
import { TokenStoreError } from './token-store-error.ts'

/** How often what has expired is looked for, in milliseconds. */
const sweepPause = 600_000
/** How long past its time a file is left alone, in milliseconds: somebody may be about to use it. */
const sweepGrace = 60_000
/** Windows refuses to replace a file while somebody has it open; milliseconds between tries. */
const renamePauses = [10, 50, 200]

/**
 * Files for this user alone. The time of a file's last change is set to when it may be thrown away, so that whoever comes by
 * can tell without reading it.
 */
export class PrivateDirectory {
  readonly path: string
  #checked: Promise<void> | undefined
  #nextSweep = 0

  constructor(path: string) {
    this.path = builtin('node:path').resolve(path)
  }

  /** A file's text; `undefined` when there is none. */
  async read(name: string): Promise<string | undefined> {
    await this.#ready()
    return ifPresent(builtin('node:fs/promises').readFile(builtin('node:path').join(this.path, name), 'utf8'))
  }

  /** Replaces a file as a whole: readers see the old text or the new one. */
  async write(name: string, text: string, removeAfter: number): Promise<void> {
    const temporary = await this.#writeTemporary(text, removeAfter)
    try {
      await replace(temporary, builtin('node:path').join(this.path, name))
    } catch (error) {
      await ifPresent(builtin('node:fs/promises').unlink(temporary))
      throw error
    }
  }

  /** Makes a file with its text unless there is one already; says whether it did. */
  async create(name: string, text: string, removeAfter: number): Promise<boolean> {
    const temporary = await this.#writeTemporary(text, removeAfter)
    try {
      // Unlike a rename this refuses to replace, and unlike O_EXCL nobody sees the file before its text.
      await builtin('node:fs/promises').link(temporary, builtin('node:path').join(this.path, name))
      return true
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false
      throw error
    } finally {
      await ifPresent(builtin('node:fs/promises').unlink(temporary))
    }
  }

  async remove(name: string): Promise<void> {
    await this.#ready()
    await ifPresent(builtin('node:fs/promises').unlink(builtin('node:path').join(this.path, name)))
  }

  /** Removes what may be thrown away: expired tokens, and what crashed processes left. */
  async sweep(): Promise<void> {
    const now = Date.now()
    if (now < this.#nextSweep) return
    this.#nextSweep = now + sweepPause
    for (const name of await builtin('node:fs/promises').readdir(this.path)) {
      if (!/\.(?:token|lock|temporary)$/.test(name)) continue
      const file = await ifPresent(builtin('node:fs/promises').stat(builtin('node:path').join(this.path, name)))
      if (file !== undefined && file.mtimeMs + sweepGrace < now)
        await ifPresent(builtin('node:fs/promises').unlink(builtin('node:path').join(this.path, name)))
    }
  }

  async #writeTemporary(text: string, removeAfter: number): Promise<string> {
    const temporary = builtin('node:path').join(this.path, `${crypto.randomUUID()}.temporary`)
    const file = await this.#openNew(temporary)
    try {
      await file.writeFile(text)
      await file.utimes(new Date(), new Date(removeAfter))
    } finally {
      await file.close()
    }
    return temporary
  }

  async #openNew(path: string): Promise<FileHandle> {
    await this.#ready()
    const file = await ifPresent(builtin('node:fs/promises').open(path, 'wx', 0o600))
    if (file !== undefined) return file
    // Somebody removed the directory: it is made again.
    this.#checked = undefined
    await this.#ready()
    return builtin('node:fs/promises').open(path, 'wx', 0o600)
  }

  async #ready(): Promise<void> {
    this.#checked ??= makePrivate(this.path).catch((error: unknown) => {
      this.#checked = undefined
      throw error
    })
    await this.#checked
  }
}

async function makePrivate(path: string): Promise<void> {
  await builtin('node:fs/promises').mkdir(path, { recursive: true, mode: 0o700 })
  if (process.platform === 'win32') return
  const { uid, mode } = await builtin('node:fs/promises').stat(path)
  const own = process.getuid?.()
  if (uid === own && (mode & 0o022) === 0) return
  throw new TokenStoreError(
    'its directory belongs to somebody else or may be written to by others; use one of your own (chmod 700)',
    'directory-unsafe',
  )
}

async function replace(from: string, to: string): Promise<void> {
  for (const pause of renamePauses) {
    try {
      await builtin('node:fs/promises').rename(from, to)
      return
    } catch (error) {
      if (!['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error) ?? '')) throw error
      await new Promise((wake) => setTimeout(wake, pause))
    }
  }
  await builtin('node:fs/promises').rename(from, to)
}

/** What a file operation gives; `undefined` when there is no such file. */
export async function ifPresent<Value>(operation: Promise<Value>): Promise<Value | undefined> {
  try {
    return await operation
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function codeOf(error: unknown): string | undefined {
  return isObject(error) && typeof error['code'] === 'string' ? error['code'] : undefined
}
