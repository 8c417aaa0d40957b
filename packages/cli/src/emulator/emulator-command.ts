import { type Command, InvalidArgumentError } from 'commander'
import { runCommand } from '../command/run-command.ts'
import type { Terminal } from '../terminal.ts'
import type { NamedEnvironment } from './places.ts'
import type { EmulatorCommandOptions } from './run-emulator.ts'

/** Adds `emulator`; `done` gets the exit code. */
export function addEmulatorCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command('emulator')
    .description(
      'Entra ID, Microsoft Graph and Dynamics 365 on https://localhost, with an administrator app ready to use',
    )
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one', toPort, 8443)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--allow-host <name>',
      'a name that clients call it by, besides localhost; may be repeated',
      (name: string, names: readonly string[] = []) => [...names, name],
    )
    .option('--http', 'plain HTTP instead of HTTPS', false)
    .option('--json', 'print one JSON line when ready, and nothing after it on stdout', false)
    .option('--schema <file>', 'serve the tables of this $metadata document')
    .option('--seed <file>', 'load rows: JSON, entity set names to arrays of rows')
    .option(
      '--environment <name>',
      'another environment of the tenant, at the next port, or of another tenant: sales@fabrikam.onmicrosoft.com; may be repeated',
      toEnvironments,
    )
    .option(
      '--tenant <domain>',
      'another tenant with an environment, at the next port, such as fabrikam.onmicrosoft.com; may be repeated',
      toTenants,
    )
    .option('--clock <time>', 'what time it is, such as 2027-01-31T09:00:00Z; goes on from there', toTime)
    .option('--latency <ms>', 'milliseconds that each request takes', toMilliseconds)
    .option('--faults <file>', 'what goes wrong: JSON, see below')
    .option('--replay <folder>', 'begin with the tables and rows of a recording')
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
  dynamics-kit emulator --environment sales --clock 2027-01-31T09:00:00Z
  dynamics-kit emulator --tenant fabrikam.onmicrosoft.com

A seed file: {"accounts": [{"name": "Contoso"}, {"name": "Fabrikam"}]}
A faults file: [{"fail": "ConcurrencyVersionMismatch", "on": "update", "table": "accounts", "times": 2}, {"fail": "AnswerLost", "on": "create", "always": true}]
POST {control}/reset brings the fresh world back. Ctrl-C ends it.
Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 it could not listen, 2 usage error.`,
    )
    .action(async (options: EmulatorCommandOptions) => {
      done(
        await runCommand(terminal, async () => {
          const { runEmulator } = await import('./run-emulator.ts')
          return runEmulator(options, terminal)
        }),
      )
    })
}

function toPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Give a number from 0 to 65535.')
  return port
}

const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const domain = `${label}(?:\\.${label})+`

/** `sales`, `sales@fabrikam.onmicrosoft.com` */
function toEnvironments(text: string, before: readonly NamedEnvironment[] = []): readonly NamedEnvironment[] {
  if (!new RegExp(`^${label}(?:@${domain})?$`).test(text))
    throw new InvalidArgumentError(
      'Give a name such as sales, or one with the domain of its tenant: sales@fabrikam.onmicrosoft.com.',
    )
  const [name = '', tenant] = text.split('@')
  if (name === 'contoso' || before.some((one) => one.name === name))
    throw new InvalidArgumentError('There is one of this name already.')
  return [...before, { name, ...(tenant !== undefined && { tenant }) }]
}

function toTenants(text: string, before: readonly string[] = []): readonly string[] {
  if (!new RegExp(`^${domain}$`).test(text))
    throw new InvalidArgumentError('Give a domain such as fabrikam.onmicrosoft.com.')
  if (text === 'contoso.onmicrosoft.com' || before.includes(text))
    throw new InvalidArgumentError('There is one of this domain already.')
  return [...before, text]
}

/** Milliseconds since 1970. */
function toTime(text: string): number {
  const time = Date.parse(text)
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(time))
    throw new InvalidArgumentError('Give a time such as 2027-01-31T09:00:00Z.')
  return time
}

function toMilliseconds(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number of milliseconds.')
}
