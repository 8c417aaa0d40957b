import { InvalidArgumentError, type Command } from 'commander'
import type { DynamicsResponse } from '@dynamics-kit/client'
import { nearestNames } from '@dynamics-kit/odata'
import { CommandFailure } from '../command/command-failure.ts'
import { readText } from '../command/read-text.ts'
import { runCommand } from '../command/run-command.ts'
import { addSignInOptions, connect, type SignInOptions } from '../command/sign-in.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

interface RequestCommandOptions extends SignInOptions {
  readonly body?: string
  readonly header?: Readonly<Record<string, string>>
  readonly include: boolean
}

const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD'] as const

/** Adds `request`; `done` gets the exit code. */
export function addRequestCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  addSignInOptions(program.command('request').description('Any request of the Web API'))
    .argument('<method>', methods.join(', '), toMethod)
    .argument('<path>', 'below /api/data/v9.2/, such as accounts?$top=1')
    .option('-b, --body <json>', 'JSON; @file reads a file, - reads stdin')
    .option('-H, --header <header>', 'such as "Prefer: return=representation"; may be repeated', toHeaders)
    .option('-i, --include', 'prints status and headers, too', false)
    .addHelpText(
      'after',
      `
Examples:
  dynamics-kit request GET 'RetrieveVersion()'
  dynamics-kit request POST accounts --body '{"name": "Contoso"}'
  dynamics-kit request PATCH 'accounts(7eb682f1-ca75-e511-80d4-00155d2a68d1)' --body @changes.json

Exit codes: 0 done, 1 refused, 2 the command line is wrong.`,
    )
    .action(async (method: string, path: string, options: RequestCommandOptions) => {
      done(await runCommand(terminal, () => sendRequest(method, path, options, terminal)))
    })
}

async function sendRequest(
  method: string,
  path: string,
  options: RequestCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const body = options.body === undefined ? undefined : toJson(await readText(options.body, terminal, '--body'))
  const response = await connect(options).request(method, path.replace(/^\/?(api\/data\/v\d+\.\d+\/)?/, ''), {
    ...(body !== undefined && { body }),
    ...(options.header && { headers: options.header }),
  })
  if (options.include) terminal.out(headOf(response))
  if (response.body !== undefined) terminal.out(`${textOf(response.body)}\n`)
  const created = response.headers.get('OData-EntityId')
  if (response.body === undefined && !options.include) {
    terminal.error(`${response.status}${created === null ? '' : ` ${created}`}\n`)
  }
  return exitCode.ok
}

const headOf = ({ status, headers }: DynamicsResponse): string =>
  `${status}\n${[...headers].map(([name, value]) => `${name}: ${value}\n`).join('')}\n`

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body, undefined, 2))

function toMethod(text: string): string {
  const method = text.toUpperCase()
  if ((methods as readonly string[]).includes(method)) return method
  throw new InvalidArgumentError(`Did you mean ${nearestNames(method, methods).join(' or ')}?`)
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new CommandFailure(
      'usage',
      `--body: is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    )
  }
}

function toHeaders(text: string, headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Give it as "Name: value".')
  if (name.toLowerCase() === 'authorization') throw new InvalidArgumentError('The token is added by itself.')
  return { ...headers, [name]: value }
}
