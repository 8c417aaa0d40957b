import type { Command } from 'commander'
import { runCommand } from '../command/run-command.ts'
import { addSignInOptions, type SignInOptions } from '../command/sign-in-options.ts'
import type { Terminal } from '../terminal.ts'

export interface TokenCommandOptions extends SignInOptions {
  readonly scope?: string
  readonly json: boolean
}

/** Adds `token`; `done` gets the exit code. */
export function addTokenCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  addSignInOptions(program.command('token').description('An access token, for curl and other tools'))
    .option('--scope <scope>', 'of another service, such as https://graph.microsoft.com/.default')
    .option('--json', 'prints token and expiry as JSON', false)
    .addHelpText(
      'after',
      `
Examples:
  curl -H "Authorization: Bearer $(dynamics-kit token)" "$DYNAMICS_URL/api/data/v9.2/WhoAmI"
  dynamics-kit token --scope https://graph.microsoft.com/.default --json

Who has the token may do what the app may, until it expires: keep it out of files and logs.
Exit codes: 0 done, 1 no token, 2 usage error.`,
    )
    .action(async (options: TokenCommandOptions) => {
      done(
        await runCommand(terminal, async () => {
          const { printToken } = await import('./print-token.ts')
          return printToken(options, terminal)
        }),
      )
    })
}
