import type { Command } from 'commander'
import { runCommand } from '../command/run-command.ts'
import { addSignInOptions, type SignInOptions } from '../command/sign-in-options.ts'
import type { Terminal } from '../terminal.ts'

export interface WhoAmICommandOptions extends SignInOptions {
  readonly json: boolean
}

/** Adds `whoami`; `done` gets the exit code. */
export function addWhoAmICommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  addSignInOptions(program.command('whoami').description('Who this program is to the environment'))
    .option('--json', 'prints one JSON line', false)
    .addHelpText(
      'after',
      `
Examples:
  dynamics-kit whoami --url https://contoso.crm.dynamics.com
  dynamics-kit whoami --json

Exit codes: 0 done, 1 it is nobody (dynamics-kit doctor says why), 2 usage error.`,
    )
    .action(async (options: WhoAmICommandOptions) => {
      done(
        await runCommand(terminal, async () => {
          const { printWhoAmI } = await import('./print-who-am-i.ts')
          return printWhoAmI(options, terminal)
        }),
      )
    })
}
