import { type Command, InvalidArgumentError } from 'commander'
import { addSignInOptions } from '../command/sign-in-options.ts'
import type { Terminal } from '../terminal.ts'
import type { GenerateCommandOptions } from './generate-settings.ts'

/** Adds `generate`; `done` gets the exit code. */
export function addGenerateCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  const command = program
    .command('generate')
    .description('Tables, choices, actions and functions of an environment as typed TypeScript values')
  addSignInOptions(command)
    .option('--metadata <file>', 'a saved $metadata document, .xml or .xml.gz, instead of an environment')
    .option(
      '--definitions <file>',
      'saved EntityDefinitions or RelationshipDefinitions, .json or .json.gz, for labels and N:N; may be repeated',
      (file: string, files: readonly string[] = []) => [...files, file],
    )
    .option('-o, --out <folder>', 'folder of generated code (default: src/dynamics)')
    .option('-t, --tables <names>', 'only these, by logical or entity set name; * stands for any letters', toList)
    .option('--publisher <prefix>', 'the tables of a publisher too: new for new_…')
    .option('--solution <name>', 'the tables of a solution too, by its unique name')
    .option('--operations <names>', 'only these unbound actions and functions; none for none', toOperations)
    .option('--language <code>', 'language of labels, such as 1033', toLanguage)
    .option(
      '--import-extension <extension>',
      'of imports among generated files: .js, .ts or none (default: .js)',
      toExtension,
    )
    .option('--check', 'write nothing; fail, with the difference, where the folder is not up to date', false)
    .option('--watch', 'go on, and generate again when something changed', false)
    .option('--interval <seconds>', 'how often --watch asks an environment', toSeconds, 30)
    .option('--config <file>', 'default: dynamics.config.ts, if there is one')
    .option('--json', 'print one JSON line with what was done', false)
    .addHelpText(
      'after',
      `
Examples:
  dynamics-kit generate --url https://contoso.crm.dynamics.com --tables account,contact,new_*
  dynamics-kit generate --env-file .env --tables account
  dynamics-kit generate --metadata metadata.xml.gz --out src/tables
  dynamics-kit generate --check

It signs in as the AZURE_… variables say, or else as az login or azd auth login did.

dynamics.config.ts:
  import { defineConfig } from 'dynamics-kit'
  export default defineConfig({ tables: ['account', 'contact'], language: 1033 })

Exit codes: 0 done or up to date, 1 failed or with --check not up to date, 2 usage error.`,
    )
    .action(async (options: GenerateCommandOptions) => {
      const { runGenerate } = await import('./run-generate.ts')
      done(await runGenerate(options, terminal))
    })
}

function toList(text: string): readonly string[] {
  const names = text.split(/[\s,]+/).filter((name) => name !== '')
  if (names.length === 0) throw new InvalidArgumentError('Give names with commas between them.')
  return names
}

const toOperations = (text: string): readonly string[] => (text === 'none' ? [] : toList(text))

function toLanguage(text: string): number {
  if (/^\d{4,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a language code, such as 1033 for English or 1031 for German.')
}

function toExtension(text: string): '.js' | '.ts' | '' {
  if (text === 'none') return ''
  if (text === '.js' || text === '.ts') return text
  throw new InvalidArgumentError('Give .js, .ts or none.')
}

function toSeconds(text: string): number {
  const seconds = Number(text)
  if (/^\d+(?:\.\d+)?$/.test(text) && seconds > 0) return seconds
  throw new InvalidArgumentError('Give a number of seconds.')
}
