import { parseEnvironmentUrl } from '@dynamics-kit/client'
import { CommandFailure } from '../command/command-failure.ts'
import { signIn } from '../command/sign-in.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import type { TokenCommandOptions } from './token-command.ts'

export async function printToken(options: TokenCommandOptions, terminal: Terminal): Promise<number> {
  const { url, credential } = signIn(options)
  const token = await credential.getToken(options.scope ?? `${parseEnvironmentUrl(url()).origin}/.default`)
  if (token === null) throw new CommandFailure('failed', 'The credential gave no token')
  const expires = new Date(token.expiresOnTimestamp).toISOString()
  terminal.out(options.json ? `${JSON.stringify({ token: token.token, expires })}\n` : `${token.token}\n`)
  return exitCode.ok
}
