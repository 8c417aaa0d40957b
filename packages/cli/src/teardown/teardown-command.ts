import type { Command } from 'commander'
import { runCommand } from '../command/run-command.ts'
import type { Terminal } from '../terminal.ts'
import type { TeardownCommandOptions } from './run-teardown.ts'

/** Adds `teardown`; `done` gets the exit code. */
export function addTeardownCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command('teardown')
    .description('Takes away what setup made for an app in an environment, and nothing else')
    .option('--env-file <file>', 'the settings of the program, which are taken out, too', '.env')
    .option('--url <url>', 'the environment (default: DYNAMICS_URL of the file)')
    .option('--name <name>', 'what the app is called')
    .option('--client-id <id>', 'the app (default: AZURE_CLIENT_ID of the file)')
    .option('--admin <how>', 'who does it: azure-cli, device-code, browser, or a file such as admin.env', 'azure-cli')
    .option('--admin-client-id <id>', 'the public client app that device-code and browser sign in to')
    .option('--dry-run', 'prints the plan and changes nothing', false)
    .option('--yes', 'does not ask', false)
    .option('--json', 'prints plan and result as JSON', false)
    .addHelpText(
      'after',
      `
Examples:
  dynamics-kit teardown --dry-run
  dynamics-kit teardown --url https://contoso.crm.dynamics.com --name "Contoso integration"

The plan is shown and asked for first. A user that owns records is disabled only. The app can be restored for 30 days.
Exit codes: 0 done, 1 failed or refused, 2 usage error.`,
    )
    .action(async (options: TeardownCommandOptions) => {
      done(
        await runCommand(terminal, async () => {
          const { runTeardown } = await import('./run-teardown.ts')
          return runTeardown(options, terminal)
        }),
      )
    })
}
