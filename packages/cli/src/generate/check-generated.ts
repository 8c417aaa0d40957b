import { createTwoFilesPatch } from 'diff'
import type { GeneratedFile } from '@dynamics-kit/typegen'
import { compareFolder } from './generated-folder.ts'

/** What `--check` finds. */
export interface CheckResult {
  readonly isUpToDate: boolean
  /** One line a file: `changed accounts.ts`, `missing tasks.ts`, `stale leads.ts`. */
  readonly summary: readonly string[]
  /** Unified, as `git diff` prints it; long ones end with what was left out. */
  readonly diff: string
}

/** A person reads this much; a machine reads the summary. */
const MOST_LINES = 400

/** Compares a folder with what would be written to it, without touching it. */
export async function checkGenerated(folder: string, files: readonly GeneratedFile[]): Promise<CheckResult> {
  const { changed, stale } = await compareFolder(folder, files)
  const differences = [
    ...changed.map(({ path, text, before }) => ({ path, before, after: text as string | undefined })),
    ...stale.map(({ path, text }) => ({ path, before: text as string | undefined, after: undefined })),
  ].toSorted((one, other) => (one.path < other.path ? -1 : 1))
  const lines = differences.flatMap(({ path, before, after }) =>
    createTwoFilesPatch(
      before === undefined ? '/dev/null' : `a/${path}`,
      after === undefined ? '/dev/null' : `b/${path}`,
      before ?? '',
      after ?? '',
      undefined,
      undefined,
      { context: 2 },
    )
      .split('\n')
      .filter((line) => line !== '' && !/^=+$/.test(line)),
  )
  const left = lines.length - MOST_LINES
  return {
    isUpToDate: differences.length === 0,
    summary: differences.map(
      ({ path, before, after }) =>
        `${before === undefined ? 'missing' : after === undefined ? 'stale' : 'changed'} ${path}`,
    ),
    diff: [...lines.slice(0, MOST_LINES), ...(left > 0 ? [`… and ${left} more lines`] : [])].join('\n'),
  }
}
