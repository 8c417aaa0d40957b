import { isFetchXmlError } from '@dynamics-kit/odata'
import { checkPath } from '../command/check-path.ts'
import { CommandFailure } from '../command/command-failure.ts'
import { readText } from '../command/read-text.ts'
import { rowsOf } from '../command/rows-of.ts'
import { connect } from '../command/sign-in.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { mostInTable, type QueryCommandOptions } from './query-command.ts'
import { createRowPrinter } from './row-printer.ts'
import { readRows } from './rows.ts'

/** Columns that a table can be read with. */
const mostColumns = 20

export async function runQuery(given: string, options: QueryCommandOptions, terminal: Terminal): Promise<number> {
  const query = (await readText(given, terminal, 'query')).trim()
  if (query === '') throw new CommandFailure('usage', "query: is empty; give one such as 'accounts?$select=name'")
  if (!query.startsWith('<')) checkPath(query, 'query')
  const most = (options.max ?? (options.output === 'table' ? mostInTable : 0)) || Number.POSITIVE_INFINITY
  const printer = createRowPrinter(options.output)
  let count = 0
  let isCut = false
  let columns = 0
  try {
    for await (const rows of readRows(connect(options), query, options)) {
      const wanted = rows.slice(0, most - count)
      isCut = wanted.length < rows.length
      count += wanted.length
      columns = Math.max(columns, ...wanted.map((row) => Object.keys(row).length))
      terminal.out(printer.page(wanted))
      if (isCut) break
    }
  } catch (error) {
    // Said before anything is sent.
    if (isFetchXmlError(error)) throw new CommandFailure('usage', `query: ${error.message}`, { cause: error })
    throw error
  }
  terminal.out(printer.end())
  if (options.output === 'table' && columns > mostColumns)
    terminal.error(`${columns} columns; choose some with $select, or see them by row with --output json.\n`)
  if (isCut) terminal.error(`Stopped after ${rowsOf(count)}; --max 0 reads all.\n`)
  return exitCode.ok
}
