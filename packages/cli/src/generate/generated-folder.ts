import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isGenerated, type GeneratedFile } from '@dynamics-kit/typegen'
import { GenerateCommandError } from './generate-command-error.ts'

/** How a folder differs from what it should hold. */
export interface FolderDifference {
  /** To be written, with what is there now; `undefined` for nothing. */
  readonly changed: readonly (GeneratedFile & { readonly before: string | undefined })[]
  /** Generated earlier, and no longer. */
  readonly stale: readonly GeneratedFile[]
}

/**
 * Compares a folder with what was generated. Files that a person wrote are none of it, unless they are where a generated
 * one has to be.
 *
 * @throws GenerateCommandError `notGenerated`
 */
export async function compareFolder(folder: string, files: readonly GeneratedFile[]): Promise<FolderDifference> {
  const there = new Map<string, string>()
  for (const name of await namesIn(folder)) there.set(name, await readFile(join(folder, name), 'utf8'))
  const wanted = new Set(files.map(({ path }) => path))
  for (const { path } of files) {
    const text = there.get(path)
    if (text === undefined || isGenerated(text)) continue
    throw new GenerateCommandError(
      'notGenerated',
      `${join(folder, path)} was not generated and would be overwritten. Move it, or choose another folder with --out.`,
    )
  }
  return {
    changed: files.flatMap((file) => {
      const before = there.get(file.path)
      return before === file.text ? [] : [{ ...file, before }]
    }),
    stale: [...there]
      .filter(([name, text]) => !wanted.has(name) && isGenerated(text))
      .map(([path, text]) => ({ path, text })),
  }
}

/** Names of TypeScript files right in the folder: generated ones are never anywhere else. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map(({ name }) => name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
