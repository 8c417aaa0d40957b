import { styleText } from 'node:util'
import type { SetupAction } from '@dynamics-kit/setup'

// A failure reads like the rest of the output: what happened, and what to do about it. No stack: it says nothing to a reader.
process.on('uncaughtException', (error: Error & { fix?: string }) => {
  const { message, fix } = error
  line('failed', error.name, fix ? message.replace(fix, '').trim() : message)
  if (fix) line('fix', '', fix)
  process.exitCode = 1
})

/** Headline of a step. */
export function headline(text: string): void {
  console.log(`\n${paint('bold', text)}`)
}

/** One aligned line: `created   application       Contoso integration`. */
export function line(label: string, subject: string, detail = ''): void {
  console.log(`  ${paint(colors[label] ?? 'cyan', label.padEnd(8))} ${subject.padEnd(18)} ${detail}`.trimEnd())
}

/** What a function of `@dynamics-kit/setup` reports. */
export function report({ outcome, subject, detail }: SetupAction): void {
  line(outcome, subject, detail)
}

/** Rows as an aligned table, indented below a line. */
export function table(rows: readonly Readonly<Record<string, unknown>>[]): void {
  const names = Object.keys(rows[0] ?? {})
  const cells = [names, ...rows.map((row) => names.map((name) => format(row[name])))]
  const widths = names.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  for (const [index, row] of cells.entries()) {
    const text = row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd()
    console.log(`           ${index === 0 ? paint('dim', text) : text}`)
  }
}

type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'cyan' | 'red'

const colors: Readonly<Record<string, Style>> = {
  created: 'green',
  updated: 'green',
  exists: 'dim',
  refused: 'yellow',
  waiting: 'yellow',
  failed: 'red',
}

/** Colours only on a terminal. */
function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

function format(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en-US')
  return value === null || value === undefined ? '-' : String(value)
}
