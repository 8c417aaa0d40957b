import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { GeneratedFile } from '@dynamics-kit/typegen'
import { compareFolder } from './generated-folder.ts'

/** Paths of what was done to the folder. */
export interface Written {
  readonly written: readonly string[]
  readonly removed: readonly string[]
  readonly unchanged: number
}

/**
 * Brings a folder to what was generated: changed files are replaced, those that were generated earlier and no longer are
 * go away, and nothing else is touched. All of it happens or nothing: a failure leaves the folder as it was.
 *
 * @throws GenerateCommandError `notGenerated`
 */
export async function writeGenerated(folder: string, files: readonly GeneratedFile[]): Promise<Written> {
  const { changed, stale } = await compareFolder(folder, files)
  const result: Written = {
    written: changed.map(({ path }) => path),
    removed: stale.map(({ path }) => path),
    unchanged: files.length - changed.length,
  }
  if (changed.length === 0 && stale.length === 0) return result
  const made = await mkdir(folder, { recursive: true })
  // Beside the folder, so that moving is renaming.
  const stage = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`))
  try {
    const fresh = join(stage, 'new')
    const old = join(stage, 'old')
    await Promise.all([mkdir(fresh), mkdir(old)])
    for (const { path, text } of changed) await writeFile(join(fresh, path), text)
    await swap({ folder, fresh, old }, [...changed.filter(({ before }) => before !== undefined), ...stale], changed)
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw error
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
  return result
}

interface Places {
  readonly folder: string
  readonly fresh: string
  readonly old: string
}

/** Moves what is there out of the way first: a stale name may differ from a new one by case alone, which is the same file. */
async function swap(
  { folder, fresh, old }: Places,
  outgoing: readonly { readonly path: string }[],
  incoming: readonly { readonly path: string }[],
): Promise<void> {
  const undo: (() => Promise<void>)[] = []
  const move = async (path: string, from: string, to: string): Promise<void> => {
    await rename(join(from, path), join(to, path))
    undo.push(() => rename(join(to, path), join(from, path)))
  }
  try {
    for (const { path } of outgoing) await move(path, folder, old)
    for (const { path } of incoming) await move(path, fresh, folder)
  } catch (error) {
    for (const back of undo.toReversed()) await back()
    throw error
  }
}
