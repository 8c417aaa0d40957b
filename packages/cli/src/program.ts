import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { runEmulator, type EmulatorCommandOptions } from './emulator.ts'
import { exitCode } from './exit-code.ts'
import { addDoctorCommand } from './doctor/doctor-command.ts'
import { addGenerateCommand } from './generate/generate-command.ts'
import type { Terminal } from './terminal.ts'
import { processTerminal } from './terminal.ts'
import { addQueryCommand } from './query/query-command.ts'
import { addRequestCommand } from './request/request-command.ts'
import { addTokenCommand } from './token/token-command.ts'
import { addWhoAmICommand } from './who-am-i/who-am-i-command.ts'
import { version } from './version.ts'

/** The command with everything it touches of the outside world given to it. */
export interface Program {
  /** Runs the arguments behind `dynamics-kit` and gives the exit code. Errors are printed, never thrown. */
  run(args: readonly string[]): Promise<number>
}

export function createProgram(terminal: Terminal = processTerminal()): Program {
  return {
    async run(args) {
      let code: number = exitCode.ok
      const program = new Command('dynamics-kit')
        .description(
          'Microsoft Dynamics 365 (Dataverse) without a user: what is broken, typed tables, queries, and an emulator of Entra ID, Microsoft Graph and the Web API.',
        )
        .version(version)
        .exitOverride()
        .configureOutput({ writeOut: terminal.out, writeErr: terminal.error })
        .showHelpAfterError('(dynamics-kit --help shows what there is)')
        .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 the command line is wrong.')

      program
        .command('emulator')
        .description(
          'Entra ID, Microsoft Graph and Dynamics 365 on https://localhost, with an administrator app ready to use',
        )
        .option('-p, --port <number>', 'port to listen on; 0 takes a free one', toPort, 8443)
        .option('--http', 'plain HTTP instead of HTTPS', false)
        .option('--json', 'print one JSON line when ready, and nothing after it on stdout', false)
        .option('--schema <file>', 'serve the tables of this $metadata document')
        .option('--seed <file>', 'load rows: JSON, entity set names to arrays of rows')
        .option('--persist <directory>', 'keep everything there, and go on from what is there')
        .option(
          '--certificates <directory>',
          'where the TLS certificate and its authority are kept (default: ~/.dynamics-kit/emulator)',
        )
        .addHelpText(
          'after',
          `
Examples:
  dynamics-kit emulator
  dynamics-kit emulator --port 0 --json
  dynamics-kit emulator --http --seed rows.json
  dynamics-kit emulator --persist .contoso

A seed file: {"accounts": [{"name": "Contoso"}, {"name": "Fabrikam"}]}
POST {control}/reset brings the fresh world back. Ctrl-C ends it.`,
        )
        .action(async (options: EmulatorCommandOptions) => {
          code = await runEmulator(options, terminal)
        })

      const done = (ended: number): void => {
        code = ended
      }
      addGenerateCommand(program, terminal, done)
      addDoctorCommand(program, terminal, done)
      addTokenCommand(program, terminal, done)
      addWhoAmICommand(program, terminal, done)
      addQueryCommand(program, terminal, done)
      addRequestCommand(program, terminal, done)

      try {
        await program.parseAsync([...args], { from: 'user' })
        return code
      } catch (error) {
        if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage
        terminal.error(`dynamics-kit: ${error instanceof Error ? error.message : String(error)}\n`)
        return exitCode.failed
      }
    },
  }
}

function toPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Give a number from 0 to 65535.')
  return port
}
