import { Option, type Command } from 'commander'
import { type RowForm, rowForms } from '../command/row-form.ts'
import { runCommand } from '../command/run-command.ts'
import { addSignInOptions, type SignInOptions } from '../command/sign-in-options.ts'
import { toNames } from '../command/to-names.ts'
import type { Terminal } from '../terminal.ts'

export interface ExportCommandOptions extends SignInOptions {
  readonly file?: string
  readonly form?: RowForm
  readonly select?: readonly string[]
  readonly filter?: string
  readonly overwrite: boolean
}

/** Adds `export`; `done` gets the exit code. */
export function addExportCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  addSignInOptions(program.command('export').description('Rows of a table, as import takes them'))
    .argument('<table>', 'logical name or entity set, such as accounts')
    .option('--file <file>', '.csv, .jsonl or .json (default: stdout)')
    .addOption(new Option('--form <form>', 'of the rows (default: the extension, else csv)').choices([...rowForms]))
    .option('--select <columns>', 'logical names with commas (default: all that a new row can have)', toNames)
    .option('--filter <filter>', 'such as "revenue gt 1000000", as $filter has it')
    .option('--overwrite', 'replaces a file that is there', false)
    .addHelpText(
      'after',
      `
Numbers keep all digits, choices are their numbers, lookups ids, or accounts(id) where they lead to several tables.

Examples:
  dynamics-kit export accounts > accounts.csv
  dynamics-kit export contacts --select lastname,emailaddress1,parentcustomerid --filter "statecode eq 0" --file contacts.jsonl

Exit codes: 0 done, 1 refused, 2 usage error.`,
    )
    .action(async (table: string, options: ExportCommandOptions) => {
      done(
        await runCommand(terminal, async () => {
          const { runExport } = await import('./run-export.ts')
          return runExport(table, options, terminal)
        }),
      )
    })
}
