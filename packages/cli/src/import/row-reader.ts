import type { TableDefinition } from '@dynamics-kit/odata'
import { columnValue, ValueProblem } from './column-value.ts'
import type { LookupKeys } from './lookup-keys.ts'
import type { Match } from './match-columns.ts'
import type { SourceRow } from './source-rows.ts'

/** A row as `bulk` takes it, or why it cannot be sent. */
interface ReadRow {
  readonly values: Record<string, unknown>
  readonly problem?: string
}

export type RowReader = (row: SourceRow) => ReadRow

export interface RowReading {
  /** An empty text clears its column; otherwise it says nothing. */
  readonly clearsEmpty: boolean
  readonly lookupKeys: LookupKeys
  /** Columns that no row can be without. */
  readonly needed: readonly string[]
}

/** Turns rows of a file into rows of a table, each value by the type of its column. */
export function createRowReader(
  table: TableDefinition,
  match: (name: string) => Match,
  { clearsEmpty, lookupKeys, needed }: RowReading,
): RowReader {
  return ({ values: given }) => {
    const values: Record<string, unknown> = {}
    const problems: string[] = []
    for (const [name, value] of Object.entries(given)) {
      const found = match(name)
      if (found === 'ignored') continue
      if ('problem' in found) {
        problems.push(found.problem)
        continue
      }
      const definition = table.columns[found.column]
      const isEmpty = value === ''
      if (definition === undefined || (isEmpty && !clearsEmpty)) continue
      try {
        const byKey = lookupKeys.get(found.column)
        values[found.column] = isEmpty ? null : byKey ? byKey(value) : columnValue(definition, value)
      } catch (error) {
        if (!(error instanceof ValueProblem)) throw error
        problems.push(`${found.column} ${error.message}`)
      }
    }
    const missing = needed.filter((name) => values[name] === undefined || values[name] === null)
    if (missing.length > 0 && problems.length === 0) problems.push(`has no ${missing.join(' and no ')}`)
    return problems.length === 0 ? { values } : { values, problem: problems.join('; ') }
  }
}
