import stringWidth from 'string-width'
import { csvLine } from '../command/csv-line.ts'
import type { ShownRow } from './rows.ts'

export const outputs = ['table', 'json', 'jsonl', 'csv'] as const

export type Output = (typeof outputs)[number]

/** Turns pages of rows into text, page by page where the form lets it. */
export interface RowPrinter {
  page(rows: readonly ShownRow[]): string
  end(): string
}

export function createRowPrinter(output: Output): RowPrinter {
  return { table: tablePrinter, json: jsonPrinter, jsonl: jsonLinesPrinter, csv: csvPrinter }[output]()
}

function jsonLinesPrinter(): RowPrinter {
  return { page: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''), end: () => '' }
}

/** One array, a row a line. */
function jsonPrinter(): RowPrinter {
  let isFirst = true
  return {
    page: (rows) =>
      rows
        .map((row) => {
          const text = `${isFirst ? '[\n' : ',\n'}  ${JSON.stringify(row)}`
          isFirst = false
          return text
        })
        .join(''),
    end: () => (isFirst ? '[]\n' : '\n]\n'),
  }
}

/** RFC 4180. The columns are those of the first page. */
function csvPrinter(): RowPrinter {
  let columns: readonly string[] | undefined
  return {
    page(rows) {
      const head = columns === undefined && rows.length > 0 ? csvLine((columns = columnsOf(rows))) : ''
      return head + rows.map((row) => csvLine((columns ?? []).map((column) => cellText(row[column])))).join('')
    },
    end: () => '',
  }
}

/** Columns of the terminal that a column of a table takes at most. */
const widest = 60

/** Columns aligned, so everything is kept until the end. */
function tablePrinter(): RowPrinter {
  const rows: ShownRow[] = []
  return {
    page(more) {
      rows.push(...more)
      return ''
    },
    end() {
      if (rows.length === 0) return 'No rows.\n'
      const columns = columnsOf(rows)
      const lines = [columns, ...rows.map((row) => columns.map((column) => shortened(cellText(row[column]))))]
      const widths = columns.map((_, index) => Math.max(...lines.map((line) => stringWidth(line[index] ?? ''))))
      const print = (line: readonly string[]) =>
        line
          .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - stringWidth(cell)))
          .join('  ')
          .trimEnd()
      const rule = widths.map((width) => '-'.repeat(width)).join('  ')
      return `${[print(columns), rule, ...lines.slice(1).map(print)].join('\n')}\n`
    },
  }
}

function shortened(text: string): string {
  // A terminal obeys control characters, and anybody may have written the row.
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ')
  if (stringWidth(line) <= widest) return line
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (stringWidth(kept + segment) >= widest) break
    kept += segment
  }
  return `${kept}…`
}

const columnsOf = (rows: readonly ShownRow[]): readonly string[] => [
  ...new Set(rows.flatMap((row) => Object.keys(row))),
]

/** A lookup is its id, a related row its JSON. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  return 'id' in value && typeof value.id === 'string' ? value.id : JSON.stringify(value)
}
