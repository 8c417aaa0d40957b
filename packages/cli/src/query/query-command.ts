import { InvalidArgumentError, Option, type Command } from 'commander'
import { isFetchXmlError } from '@dynamics-kit/odata'
import { CommandFailure } from '../command/command-failure.ts'
import { readText } from '../command/read-text.ts'
import { runCommand } from '../command/run-command.ts'
import { addSignInOptions, connect, type SignInOptions } from '../command/sign-in.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { createRowPrinter, outputs, type Output } from './row-printer.ts'
import { readRows } from './rows.ts'

interface QueryCommandOptions extends SignInOptions {
  readonly output: Output
  readonly formatted: boolean
  /** Rows; 0 for all. */
  readonly max?: number
}

/** Rows that fit on a few screens. */
const mostInTable = 200

/** Adds `query`; `done` gets the exit code. */
export function addQueryCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  addSignInOptions(program.command('query').description('Rows, by an OData query or FetchXML'))
    .argument('<query>', "such as 'accounts?$select=name', or FetchXML; @file reads a file, - reads stdin")
    .addOption(new Option('-o, --output <form>', 'of the rows').choices([...outputs]).default('table'))
    .option('-f, --formatted', 'labels of choices, names of lookups, numbers and dates as people read them', false)
    .option(
      '-m, --max <rows>',
      `stops after so many; 0 for all (default: ${mostInTable} in a table, else all)`,
      toCount,
    )
    .addHelpText(
      'after',
      `
Examples:
  dynamics-kit query 'accounts?$select=name,revenue&$orderby=revenue desc&$top=10'
  dynamics-kit query @open-cases.xml --formatted --output csv > open-cases.csv
  dynamics-kit query 'contacts?$select=fullname' --output jsonl | head

Quote the query: shells take $ and & for themselves.
Exit codes: 0 done, 1 refused, 2 the command line is wrong.`,
    )
    .action(async (query: string, options: QueryCommandOptions) => {
      done(await runCommand(terminal, () => runQuery(query, options, terminal)))
    })
}

async function runQuery(given: string, options: QueryCommandOptions, terminal: Terminal): Promise<number> {
  const query = (await readText(given, terminal, 'query')).trim()
  if (query === '') throw new CommandFailure('usage', "query: is empty; give one such as 'accounts?$select=name'")
  const most = (options.max ?? (options.output === 'table' ? mostInTable : 0)) || Number.POSITIVE_INFINITY
  const printer = createRowPrinter(options.output)
  let count = 0
  let isCut = false
  try {
    for await (const rows of readRows(connect(options), query, options)) {
      const wanted = rows.slice(0, most - count)
      isCut = wanted.length < rows.length
      count += wanted.length
      terminal.out(printer.page(wanted))
      if (isCut) break
    }
  } catch (error) {
    // Said before anything is sent.
    if (isFetchXmlError(error)) throw new CommandFailure('usage', `query: ${error.message}`, { cause: error })
    throw error
  }
  terminal.out(printer.end())
  if (isCut) terminal.error(`Stopped after ${count} rows; --max 0 reads all.\n`)
  return exitCode.ok
}

function toCount(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number; 0 for all.')
}
