import { appendFileSync, existsSync, renameSync, writeFileSync } from 'node:fs'
import { join, parse } from 'node:path'
import { csvLine } from '../command/csv-line.ts'
import type { RowForm } from '../command/row-form.ts'
import { readSourceRows, rowErrorName, rowNumberName, type SourceRow } from './source-rows.ts'

/** The rows that were refused, in a file that can be mended and imported. */
export interface RefusedRows {
  /** Rows in the file. */
  readonly count: number
  add(row: SourceRow, error: string): void
}

/** `accounts.refused.csv` beside `accounts.csv`; rows of JSON a row a line. */
export function refusedFileOf(file: string, form: RowForm): string {
  const { dir, name } = parse(file)
  return join(dir, `${name}.refused.${refusedForm(form)}`)
}

const refusedForm = (form: RowForm): RowForm => (form === 'csv' ? 'csv' : 'jsonl')

/**
 * Each row is written as it comes, so that none is lost when the program is killed; the first makes the file. Of those that an
 * earlier run wrote, the ones up to row `keep` stay: what is behind is imported again.
 *
 * @param names - the head of a CSV file
 */
export async function openRefusedRows(
  file: string,
  form: RowForm,
  names: readonly string[],
  keep: number,
): Promise<RefusedRows> {
  const columns = [
    ...names.filter((name) => name !== rowNumberName && name !== rowErrorName),
    rowNumberName,
    rowErrorName,
  ]
  const head = form === 'csv' ? csvLine(columns) : ''
  const line = ({ row, values }: SourceRow, error: unknown): string => {
    const all: Readonly<Record<string, unknown>> = { ...values, [rowNumberName]: row, [rowErrorName]: error }
    return form === 'csv' ? csvLine(columns.map((name) => String(all[name] ?? ''))) : `${JSON.stringify(all)}\n`
  }
  let count = 0
  if (existsSync(file)) {
    let kept = head
    for await (const { values } of readSourceRows({ file, form: refusedForm(form), encoding: 'utf-8' })) {
      const row = Number(values[rowNumberName])
      if (row > keep) continue
      kept += line({ row, values }, values[rowErrorName])
      count += 1
    }
    writeFileSync(`${file}.new`, kept)
    renameSync(`${file}.new`, file)
  }
  return {
    get count() {
      return count
    },
    add(row, error) {
      count += 1
      if (head !== '' && !existsSync(file)) writeFileSync(file, head)
      appendFileSync(file, line(row, error))
    },
  }
}
