import { InvalidArgumentError, type Command } from 'commander'
import { runCommand } from '../command/run-command.ts'
import { addSignInOptions, type SignInOptions } from '../command/sign-in-options.ts'
import type { Terminal } from '../terminal.ts'

export interface RecordCommandOptions extends SignInOptions {
  readonly out: string
  readonly port: number
  readonly http: boolean
  readonly json: boolean
  readonly scrub: boolean
  readonly certificates?: string
}

/** Adds `record`; `done` gets the exit code. */
export function addRecordCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  addSignInOptions(
    program
      .command('record')
      .description('Stands between programs and an environment, and learns its tables, rows and answers'),
  )
    .requiredOption('-o, --out <folder>', 'a new folder for the recording')
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one', toPort, 8443)
    .option('--http', 'plain HTTP instead of HTTPS', false)
    .option('--json', 'print one JSON line when ready, and nothing after it on stdout', false)
    .option('--no-scrub', 'keeps texts as they are; without it they are made up, the same for the same')
    .option('--certificates <directory>', 'of the TLS certificate (default: ~/.dynamics-kit/emulator)')
    .addHelpText(
      'after',
      `
Examples:
  dynamics-kit record --profile contoso-test --out contoso
  dynamics-kit emulator --replay contoso

Programs sign in to the recorder as to the emulator, with what it prints; it signs in to the environment as --profile, --env-file or
the AZURE_… variables say. Writes reach the environment. Ctrl-C ends it and writes the rows.
Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 failed, 2 usage error.`,
    )
    .action(async (options: RecordCommandOptions) => {
      done(
        await runCommand(terminal, async () => {
          const { runRecord } = await import('./run-record.ts')
          return runRecord(options, terminal)
        }),
      )
    })
}

function toPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Give a number from 0 to 65535.')
  return port
}
