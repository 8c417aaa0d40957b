import { InvalidArgumentError, Option, type Command } from 'commander'
import { runCommand } from '../command/run-command.ts'
import { addSignInOptions, type SignInOptions } from '../command/sign-in-options.ts'
import type { Terminal } from '../terminal.ts'
import { outputs, type Output } from './row-printer.ts'

export interface QueryCommandOptions extends SignInOptions {
  readonly output: Output
  readonly formatted: boolean
  /** Rows; 0 for all. */
  readonly max?: number
}

/** Rows that fit on a few screens. */
export const mostInTable = 200

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
Exit codes: 0 done, 1 refused, 2 usage error.`,
    )
    .action(async (query: string, options: QueryCommandOptions) => {
      done(
        await runCommand(terminal, async () => {
          const { runQuery } = await import('./run-query.ts')
          return runQuery(query, options, terminal)
        }),
      )
    })
}

function toCount(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number; 0 for all.')
}
