import { nearestNames } from '@dynamics-kit/odata'
import type { ModelColumn, ModelTable } from '@dynamics-kit/typegen'
import { rowErrorName, rowNumberName } from './source-rows.ts'

export const importModes = ['create', 'update', 'upsert'] as const

/** What becomes of the rows. */
export type ImportMode = (typeof importModes)[number]

export interface Matching {
  readonly mode: ImportMode
  /** Name in the file to the column. */
  readonly map: Readonly<Record<string, string>>
  /** Names in the file that are left out. */
  readonly ignore: readonly string[]
}

/** The column that a name of the file stands for, or nothing where it is left out, or why it can be none. */
export type Match = { readonly column: string } | { readonly problem: string } | 'ignored'

/**
 * Finds the columns that the names of a file stand for: logical names, those that `query` shows lookups by, or what forms call
 * them where only one column is called so.
 */
export function createMatch({ table, columns }: ModelTable, { mode, map, ignore }: Matching): (name: string) => Match {
  const byName = new Map(columns.map((column) => [column.name, column]))
  const byLabel = Map.groupBy(columns, ({ displayName = '' }) => displayName.toLowerCase())
  const known = new Map<string, Match>()

  function find(name: string): ModelColumn | { readonly problem: string } {
    const wanted = (map[name] ?? name).trim().toLowerCase()
    const own = byName.get(wanted) ?? byName.get(/^_(.+)_value$/.exec(wanted)?.[1] ?? '')
    if (own !== undefined) return own
    const labelled = (byLabel.get(wanted) ?? []).filter((column) => isWritten(column, mode, table.key))
    if (labelled.length === 1 && labelled[0] !== undefined) return labelled[0]
    if (labelled.length > 1) {
      return {
        problem: `${labelled.map((column) => column.name).join(' and ')} are called "${name}"; --map "${name}=${labelled[0]?.name}" says which.`,
      }
    }
    const near = nearestNames(wanted, [...byName.keys()]).slice(0, 3)
    return {
      problem: `${table.logicalName} has no column "${map[name] ?? name}"${near.length > 0 ? ` (${near.join(', ')}?)` : ''}; --map "${name}=…" names one, --ignore "${name}" leaves it out.`,
    }
  }

  function match(name: string): Match {
    if (name === rowNumberName || name === rowErrorName || ignore.includes(name)) return 'ignored'
    const found = find(name)
    if ('problem' in found) return found
    if (isWritten(found, mode, table.key)) return { column: found.name }
    return { problem: `${found.name} is not written on ${mode}; --ignore "${name}" leaves it out.` }
  }

  return (name) => {
    const found = known.get(name) ?? match(name)
    known.set(name, found)
    return found
  }
}

function isWritten(
  { name, isWrittenOnCreate, isWrittenOnUpdate }: ModelColumn,
  mode: ImportMode,
  key: string,
): boolean {
  if (name === key) return true
  return mode === 'create'
    ? isWrittenOnCreate
    : mode === 'update'
      ? isWrittenOnUpdate
      : isWrittenOnCreate || isWrittenOnUpdate
}

/** What is wrong with the names of a file as a whole; empty when nothing is. */
export function headProblems(
  names: readonly string[],
  match: (name: string) => Match,
  { table, columns }: ModelTable,
  { mode, key }: { readonly mode: ImportMode; readonly key: readonly string[] },
): readonly string[] {
  const matches = names.map((name) => ({ name, match: match(name) }))
  const problems = matches.flatMap((one) =>
    typeof one.match === 'object' && 'problem' in one.match ? [one.match.problem] : [],
  )
  const taken = Map.groupBy(matches, (one) =>
    typeof one.match === 'object' && 'column' in one.match ? one.match.column : '',
  )
  taken.delete('')
  for (const [column, same] of taken) {
    if (same.length > 1)
      problems.push(
        `${same.map(({ name }) => `"${name}"`).join(' and ')} both stand for ${column}; --ignore one of them.`,
      )
  }
  const needed =
    mode === 'create'
      ? columns.filter(({ isRequired }) => isRequired).map(({ name }) => name)
      : mode === 'update'
        ? [table.key]
        : key
  const missing = needed.filter((name) => !taken.has(name))
  if (missing.length > 0) problems.push(`${mode} needs ${missing.join(' and ')}, and the file has no such column.`)
  return problems
}
