import type { Command } from 'commander'
import { collect } from '../command/collect.ts'
import { runCommand } from '../command/run-command.ts'
import { toDays } from '../command/to-days.ts'
import { toTables } from '../command/table-option.ts'
import type { Terminal } from '../terminal.ts'
import { credentialForms, toCredential } from './credential-option.ts'
import type { SetupCommandOptions } from './run-setup.ts'

/** Adds `setup`; `done` gets the exit code. */
export function addSetupCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command('setup')
    .description('Steps 1 and 2: an app registration with permission, consent and credential, and its application user')
    .option('--url <url>', 'the environment (default: DYNAMICS_URL)')
    .option('--name <name>', 'what the app is called, and its role')
    .option('--client-id <id>', 'an app registration that is there already')
    .option('--role <name>', 'security role that the app gets; may be repeated', collect)
    .option(
      '-t, --table <table:actions>',
      'what the program does with a table, such as account:read,write, for a role of its own; may be repeated',
      toTables,
    )
    .option('--business-unit <name>', 'where the user belongs (default: the root)')
    .option('--create-business-unit', 'makes the business unit, if it is missing', false)
    .option('--credential <how>', 'how the app proves itself, as below (default: secret)', toCredential)
    .option('--days <number>', 'how long the secret (default: 180) or certificate (default: 365) lives', toDays(1))
    .option('--admin <how>', 'who does it: azure-cli, device-code, browser, or a file such as admin.env', 'azure-cli')
    .option('--admin-client-id <id>', 'the public client app that device-code and browser sign in to')
    .option('-o, --out <file>', 'where the settings of the program go (default: .env)')
    // Node itself reads this option, wherever it stands, and ends when there is no such file.
    .option('--env-file <file>', 'the same, of a file that is there already')
    .option('--print', 'prints the settings with the secret in place of a file, for a vault', false)
    .option('--overwrite', 'lets settings in the file be replaced that have other values', false)
    .option('--dry-run', 'prints the plan and changes nothing', false)
    .option('--yes', 'does not ask', false)
    .option('--json', 'prints plan and result as JSON', false)
    .addHelpText(
      'after',
      `
--credential:
${credentialForms}

Examples:
  dynamics-kit setup --url https://contoso.crm.dynamics.com --name "Contoso integration" --table account:read,write
  dynamics-kit setup --url https://contoso.crm.dynamics.com --name "Contoso integration" --role "Basic User" --dry-run
  dynamics-kit setup --name "Contoso deploy" --role "System Customizer" --credential github:contoso/crm:environment:production
  dynamics-kit setup --name "Contoso integration" --role "Basic User" --print --yes > /dev/vault

The plan is shown and asked for first. A second run changes nothing, and a run that was cut off is finished by the next.
Secrets are never shown without --print. The file is readable by you alone, and its other lines stay.
Exit codes: 0 done, 1 failed or refused, 2 usage error.`,
    )
    .action(async (options: SetupCommandOptions) => {
      done(
        await runCommand(terminal, async () => {
          const { runSetup } = await import('./run-setup.ts')
          return runSetup(options, terminal)
        }),
      )
    })
}
