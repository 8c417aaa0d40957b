import { randomUUID } from 'node:crypto'
import { lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { behindLinks } from './behind-links.ts'
import { placeName } from './place-name.ts'
import { withoutVariables, withVariables } from './env-text.ts'
import type { SettingsStore } from './settings-store.ts'

/**
 * Settings in a file such as `.env`. It is readable by its owner only (mode 0600), replaced as a whole so that a reader sees the old or
 * the new one, and keeps every line that is not about the variables that are stored.
 *
 * @example
 * ```ts
 * import { envFile } from '@dynamics-kit/setup'
 *
 * const store = envFile('.env')
 * console.log(store.name.startsWith('.env on '))
 * ```
 */
export function envFile(path: string): Required<SettingsStore> {
  if (typeof path !== 'string' || path.trim() === '')
    throw new TypeError('path: is missing; give the name of a file, such as .env')
  const place = resolve(path)
  return {
    name: placeName(place),
    load: async () => parseEnv(await readText(place)),
    save: async (variables) => replace(place, withVariables(await readText(place), variables)),
    async remove(names) {
      const text = await readText(place)
      if (text === '') return
      const left = withoutVariables(text, names)
      // Where nothing else was in it, setup made it. A link is somebody’s.
      if (left.trim() === '' && (await lstat(place)).isFile()) await rm(place)
      else await replace(place, left)
    },
  }
}

async function readText(path: string): Promise<string> {
  try {
    // Editors of Windows put a byte order mark before the first name.
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return ''
    throw error
  }
}

/** Writes a file that only its owner reads, whole or not at all. */
export async function replace(path: string, content: string): Promise<void> {
  // A link keeps leading to the file.
  const target = await behindLinks(path)
  await mkdir(dirname(target), { recursive: true })
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}`)
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
