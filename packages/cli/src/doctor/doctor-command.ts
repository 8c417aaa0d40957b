import type { Command } from 'commander'
import { collect } from '../command/collect.ts'
import { runCommand } from '../command/run-command.ts'
import { addSignInOptions } from '../command/sign-in-options.ts'
import type { Terminal } from '../terminal.ts'
import type { DoctorCommandOptions } from './run-doctor.ts'
import { toTables } from '../command/table-option.ts'

/** Adds `doctor`; `done` gets the exit code. */
export function addDoctorCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  addSignInOptions(
    program
      .command('doctor')
      .description('Which of the four steps to Dynamics 365 is broken, the evidence, and the fix'),
  )
    .option(
      '-t, --table <table:actions>',
      'what the program does with a table, such as account:read,write; may be repeated',
      toTables,
    )
    .option('--admin <how>', 'who tells more: azure-cli, device-code, browser, or a file such as admin.env')
    .option('--admin-client-id <id>', 'the public client app that device-code and browser sign in to')
    .option('--fix', 'does what is safe to do, after asking', false)
    .option('--role <name>', 'security role that --fix gives to the application user; may be repeated', collect)
    .option('--yes', 'does not ask', false)
    .option('--json', 'prints the diagnosis as JSON', false)
    .addHelpText(
      'after',
      `
Examples:
  dynamics-kit doctor --url https://contoso.crm.dynamics.com
  dynamics-kit doctor --env-file .env --table account:read,write --table contact
  dynamics-kit doctor --admin azure-cli --fix --role "Basic User"
  dynamics-kit doctor --json

Nothing secret is printed, and nothing is changed without --fix.
Exit codes: 0 healthy, maybe with warnings; 1 something failed; 2 usage error.`,
    )
    .action(async (options: DoctorCommandOptions) => {
      done(
        await runCommand(terminal, async () => {
          const { runDoctor } = await import('./run-doctor.ts')
          return runDoctor(options, terminal)
        }),
      )
    })
}
