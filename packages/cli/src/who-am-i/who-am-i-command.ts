import type { Command } from 'commander'
import { runCommand } from '../command/run-command.ts'
import { addSignInOptions, connect, type SignInOptions } from '../command/sign-in.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

interface WhoAmICommandOptions extends SignInOptions {
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

Exit codes: 0 done, 1 it is nobody (dynamics-kit doctor says why), 2 the command line is wrong.`,
    )
    .action(async (options: WhoAmICommandOptions) => {
      done(await runCommand(terminal, () => printWhoAmI(options, terminal)))
    })
}

async function printWhoAmI(options: WhoAmICommandOptions, terminal: Terminal): Promise<number> {
  const dynamics = connect(options)
  const me = { environment: dynamics.url, ...(await dynamics.whoAmI()) }
  const lines = [
    ['environment', me.environment],
    ['user', me.userId],
    ['business unit', me.businessUnitId],
    ['organization', me.organizationId],
  ].map(([name = '', value = '']) => `${name.padEnd(15)}${value}\n`)
  terminal.out(options.json ? `${JSON.stringify(me)}\n` : lines.join(''))
  return exitCode.ok
}
