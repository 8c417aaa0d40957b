import { InvalidArgumentError, Option, type Command } from 'commander'
import { collect } from '../command/collect.ts'
import { type RowForm, rowForms } from '../command/row-form.ts'
import { runCommand } from '../command/run-command.ts'
import { addSignInOptions, type SignInOptions } from '../command/sign-in-options.ts'
import { toNames } from '../command/to-names.ts'
import type { Terminal } from '../terminal.ts'
import { type ImportMode, importModes } from './match-columns.ts'

export interface ImportCommandOptions extends SignInOptions {
  readonly mode?: ImportMode
  readonly key?: readonly string[]
  readonly form?: RowForm
  readonly encoding: string
  readonly map?: Readonly<Record<string, string>>
  readonly ignore?: readonly string[]
  readonly lookup?: Readonly<Record<string, string>>
  readonly clearEmpty: boolean
  readonly refused?: string
  readonly batchSize?: number
  readonly resume: boolean
  readonly restart: boolean
  readonly dryRun: boolean
  readonly json: boolean
}

/** Adds `import`; `done` gets the exit code. */
export function addImportCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  addSignInOptions(program.command('import').description('Rows of a CSV or JSON file into a table'))
    .argument('<table>', 'logical name or entity set, such as accounts')
    .argument('<file>', '.csv with a head line, .jsonl, or .json with an array')
    .addOption(
      new Option('-m, --mode <mode>', 'what becomes of the rows (default: create, or with --key upsert)').choices([
        ...importModes,
      ]),
    )
    .option('-k, --key <columns>', 'upsert: tells rows by an alternate key, such as accountnumber', toNames)
    .option('--map <name=column>', 'a name of the file and its column; may be repeated', toMap)
    .option('--ignore <name>', 'leaves a name of the file out; may be repeated', collect)
    .option('--lookup <lookup=key>', 'cells hold an alternate key of the row: primarycontactid=emailaddress1', toLookup)
    .option('--clear-empty', 'an empty cell clears its column; without, it says nothing', false)
    .addOption(new Option('--form <form>', 'of the file (default: its extension)').choices([...rowForms]))
    .option('--encoding <name>', 'of the file, such as windows-1252 for files of Excel', 'utf-8')
    .option('--refused <file>', 'where refused rows go (default: beside the file, accounts.refused.csv)')
    .option('--batch-size <rows>', 'rows in one request (default: 100)', toCount)
    .option('--resume', 'goes on with an import that stopped', false)
    .option('--restart', 'begins anew where one stopped', false)
    .option('--dry-run', 'checks every row and sends none', false)
    .option('--json', 'the outcome as JSON', false)
    .addHelpText(
      'after',
      `
Names in the file are logical names, or what forms call the column. Choices are labels or numbers; lookups ids, or where they
lead to several tables accounts(id). Times have their zone: 2024-04-05T13:30:00Z.

Examples:
  dynamics-kit import accounts accounts.csv --dry-run
  dynamics-kit import accounts accounts.csv --key accountnumber
  dynamics-kit import contacts people.csv --map "E-mail=emailaddress1" --ignore Notes
  dynamics-kit import contacts people.csv --lookup parentcustomerid=account.accountnumber
  dynamics-kit export accounts --file accounts.jsonl && dynamics-kit import accounts accounts.jsonl --mode upsert --profile test

Ctrl-C and kill lose nothing: run it again with --resume.
Exit codes: 0 all rows written, 1 some refused or stopped, 2 usage error.`,
    )
    .action(async (table: string, file: string, options: ImportCommandOptions) => {
      done(
        await runCommand(terminal, async () => {
          const { runImport } = await import('./run-import.ts')
          return runImport(table, file, options, terminal)
        }),
      )
    })
}

function toMap(text: string, map: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, column] = /^(.+)=(\w+)$/.exec(text) ?? []
  if (name === undefined || column === undefined) throw new InvalidArgumentError('Give it as "E-mail=emailaddress1".')
  return { ...map, [name]: column }
}

function toLookup(text: string, lookups: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, lookup, key] = /^(\w+)=(\w+(?:\.\w+)?)$/.exec(text) ?? []
  if (lookup === undefined || key === undefined) {
    throw new InvalidArgumentError('Give it as primarycontactid=emailaddress1, or customerid=account.accountnumber.')
  }
  return { ...lookups, [lookup]: key }
}

function toCount(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= 1000) return Number(text)
  throw new InvalidArgumentError('Give a number from 1 to 1000.')
}
