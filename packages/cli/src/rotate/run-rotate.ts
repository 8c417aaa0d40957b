import { existsSync } from 'node:fs'
import { envFile, rotate } from '@dynamics-kit/setup'
import { administratorOf, graphUrlOf, type AdministratorOptions } from '../command/administrator.ts'
import { CommandFailure } from '../command/command-failure.ts'
import { createPaint } from '../command/paint.ts'
import { readEnvFile, readVariables } from '../command/settings.ts'
import { exitCode } from '../exit-code.ts'
import { printAction } from '../setup/print-plan.ts'
import { printedSettings } from '../setup/printed-settings.ts'
import type { Terminal } from '../terminal.ts'

export interface RotateCommandOptions extends AdministratorOptions {
  readonly envFile: string
  readonly print: boolean
  readonly url?: string
  readonly clientId?: string
  readonly days?: number
  readonly overlap: number
  readonly wait: boolean
  readonly whenExpiresWithin?: number
  readonly json: boolean
}

export async function runRotate(options: RotateCommandOptions, terminal: Terminal): Promise<number> {
  const { print, json, days, overlap, wait, whenExpiresWithin } = options
  if (!print && !existsSync(options.envFile)) {
    throw new CommandFailure(
      'usage',
      `--env-file: ${options.envFile} is not there. Name the file that setup wrote, or give --print with --url and --client-id.`,
    )
  }
  // What is printed may be of the app that the file names.
  const variables = readVariables(existsSync(options.envFile) ? { envFile: options.envFile } : {})
  // What goes into a file is of the app that the file names, whatever the variables of this process say.
  const named = print ? variables : readEnvFile(options.envFile, '--env-file')
  const url = options.url ?? (named['DYNAMICS_URL'] || undefined)
  if (url === undefined)
    throw new CommandFailure('usage', 'Which environment? Give --url, or --env-file with DYNAMICS_URL.')
  const clientId = options.clientId ?? (named['AZURE_CLIENT_ID'] || undefined)
  if (clientId === undefined)
    throw new CommandFailure('usage', 'Which app? Give --client-id, or --env-file with AZURE_CLIENT_ID.')
  const certificate = named['AZURE_CLIENT_SECRET'] ? undefined : named['AZURE_CLIENT_CERTIFICATE_PATH'] || undefined
  if (print && certificate !== undefined && clientId === named['AZURE_CLIENT_ID']) {
    throw new CommandFailure(
      'usage',
      `--print prints a secret, and the app signs in with the certificate in ${certificate}. Without --print that file gets another one.`,
    )
  }
  const administrator = administratorOf(options, variables, terminal)
  if (!administrator) throw new CommandFailure('usage', 'Who does it? Give --admin.')
  const tell = print || json ? terminal.error : terminal.out
  const paint = createPaint(print || json ? { ...terminal, hasColours: false } : terminal)
  const store = print ? printedSettings(options, terminal) : envFile(options.envFile)
  const {
    rotated,
    expires,
    variables: settings,
  } = await rotate({
    administrator,
    store,
    days,
    overlap,
    wait,
    whenExpiresWithin,
    url,
    clientId,
    graphUrl: graphUrlOf(options, variables),
    onProgress: (action) => tell(`${printAction(action, paint)}\n`),
  })
  if (json) {
    terminal.out(`${JSON.stringify({ rotated, expires, ...(print && { variables: settings }) }, undefined, 2)}\n`)
  } else {
    tell(
      rotated
        ? `\nDone. The new one expires ${expires.slice(0, 10)}.\n`
        : `\nNothing to do before ${expires.slice(0, 10)}.\n`,
    )
  }
  return exitCode.ok
}
