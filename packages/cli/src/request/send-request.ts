import type { DynamicsResponse } from '@dynamics-kit/client'
import { nearestNames } from '@dynamics-kit/odata'
import { checkPath } from '../command/check-path.ts'
import { CommandFailure } from '../command/command-failure.ts'
import { readText } from '../command/read-text.ts'
import { connect } from '../command/sign-in.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { methods, type RequestCommandOptions } from './request-command.ts'

export async function sendRequest(
  givenMethod: string,
  path: string,
  options: RequestCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const method = toMethod(givenMethod)
  checkPath(path, 'path')
  if (options.body !== undefined && (method === 'GET' || method === 'HEAD'))
    throw new CommandFailure('usage', `--body: ${method} has none; POST, PATCH and PUT have.`)
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
  throw new CommandFailure('usage', `method: Did you mean ${nearestNames(method, methods).join(' or ')}?`)
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
