import { InvalidArgumentError, Option, type Command } from 'commander'
import { runCommand } from '../command/run-command.ts'
import { toDays } from '../command/to-days.ts'
import type { Terminal } from '../terminal.ts'
import type { RotateCommandOptions } from './run-rotate.ts'

/** Adds `rotate`; `done` gets the exit code. */
export function addRotateCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command('rotate')
    .description('Replaces the secret or certificate of an app, while its programs go on')
    .option('--env-file <file>', 'the settings of the program: which app, and where the new secret goes', '.env')
    .option('--print', 'prints the new secret in place of a file, for a vault', false)
    .option('--url <url>', 'the environment (default: DYNAMICS_URL of the file)')
    .option('--client-id <id>', 'the app (default: AZURE_CLIENT_ID of the file)')
    .option(
      '--days <number>',
      'how long the new one lives (default: 180 for a secret, 365 for a certificate)',
      toDays(1),
    )
    .addOption(
      new Option('--overlap <time>', 'how long the old one stays, such as 30m, 24h or 7d')
        .argParser(toMilliseconds)
        .default(24 * 3_600_000, '24h'),
    )
    .option('--wait', 'waits for that, and takes the old one away itself', false)
    .option('--when-expires-within <days>', 'only then makes a new one, for a run every day', toDays(0))
    .option('--admin <how>', 'who does it: azure-cli, device-code, browser, or a file such as admin.env', 'azure-cli')
    .option('--admin-client-id <id>', 'the public client app that device-code and browser sign in to')
    .option('--json', 'prints the result as JSON', false)
    .addHelpText(
      'after',
      `
Examples:
  dynamics-kit rotate
  dynamics-kit rotate --env-file /srv/contoso/.env --when-expires-within 30 --admin admin.env
  dynamics-kit rotate --overlap 10m --wait

The new secret is stored only when Microsoft Entra ID takes it every time. The old one stays until the first run after the overlap.
Exit codes: 0 done, 1 failed, 2 usage error.`,
    )
    .action(async (options: RotateCommandOptions) => {
      done(
        await runCommand(terminal, async () => {
          const { runRotate } = await import('./run-rotate.ts')
          return runRotate(options, terminal)
        }),
      )
    })
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function toMilliseconds(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)([smhd])$/.exec(text.trim()) ?? []
  const factor = units[unit]
  if (factor === undefined) throw new InvalidArgumentError('Give a time such as 30m, 24h or 7d.')
  return Number(number) * factor
}
