import { InvalidArgumentError, type Command } from 'commander'
import { runCommand } from '../command/run-command.ts'
import { addSignInOptions, type SignInOptions } from '../command/sign-in-options.ts'
import type { Terminal } from '../terminal.ts'

export interface RequestCommandOptions extends SignInOptions {
  readonly body?: string
  readonly header?: Readonly<Record<string, string>>
  readonly include: boolean
}

export const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD'] as const

/** Adds `request`; `done` gets the exit code. */
export function addRequestCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  addSignInOptions(program.command('request').description('Any request of the Web API'))
    .argument('<method>', methods.join(', '))
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

Exit codes: 0 done, 1 refused, 2 usage error.`,
    )
    .action(async (method: string, path: string, options: RequestCommandOptions) => {
      done(
        await runCommand(terminal, async () => {
          const { sendRequest } = await import('./send-request.ts')
          return sendRequest(method, path, options, terminal)
        }),
      )
    })
}

function toHeaders(text: string, headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Give it as "Name: value".')
  if (name.toLowerCase() === 'authorization') throw new InvalidArgumentError('The token is added by itself.')
  return { ...headers, [name]: value }
}
