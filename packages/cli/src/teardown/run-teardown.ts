import { existsSync } from 'node:fs'
import { envFile, planTeardown, type SetupAction } from '@dynamics-kit/setup'
import { administratorOf, graphUrlOf, type AdministratorOptions } from '../command/administrator.ts'
import { CommandFailure } from '../command/command-failure.ts'
import { createPaint } from '../command/paint.ts'
import { readVariables } from '../command/settings.ts'
import { exitCode } from '../exit-code.ts'
import { printAction, printPlan } from '../setup/print-plan.ts'
import type { Terminal } from '../terminal.ts'

export interface TeardownCommandOptions extends AdministratorOptions {
  readonly envFile: string
  readonly url?: string
  readonly name?: string
  readonly clientId?: string
  readonly dryRun: boolean
  readonly yes: boolean
  readonly json: boolean
}

export async function runTeardown(options: TeardownCommandOptions, terminal: Terminal): Promise<number> {
  const { dryRun, yes, json, name, clientId } = options
  if (!yes && !dryRun && terminal.ask === undefined) {
    throw new CommandFailure(
      'usage',
      'teardown asks before it takes anything away, and nobody is there: add --yes, or --dry-run',
    )
  }
  const isThere = existsSync(options.envFile)
  const variables = readVariables(isThere ? { envFile: options.envFile } : {})
  const administrator = administratorOf(options, variables, terminal)
  if (!administrator) throw new CommandFailure('usage', 'Who does it? Give --admin.')
  const tell = json ? terminal.error : terminal.out
  const paint = createPaint(json ? { ...terminal, hasColours: false } : terminal)
  const url = options.url ?? (variables['DYNAMICS_URL'] || undefined)
  if (url === undefined)
    throw new CommandFailure('usage', 'Which environment? Give --url, or --env-file with DYNAMICS_URL.')
  if (name === undefined && clientId === undefined && !(isThere && variables['AZURE_CLIENT_ID'])) {
    throw new CommandFailure('usage', 'Which app? Give --name, --client-id, or --env-file with AZURE_CLIENT_ID.')
  }
  const plan = await planTeardown({
    administrator,
    url,
    name,
    clientId,
    graphUrl: graphUrlOf(options, variables),
    ...(isThere && { store: envFile(options.envFile) }),
  })
  tell(`${printPlan(plan, `Take away what setup made for ${url}`, paint)}\n`)
  const actions: SetupAction[] = []
  if (!dryRun && !plan.upToDate) {
    if (!yes && plan.missing.length === 0 && (await terminal.ask?.('Do this?')) !== true) {
      tell('Nothing was changed.\n')
      return exitCode.failed
    }
    await plan.apply({
      onProgress(action) {
        actions.push(action)
        tell(`${printAction(action, paint)}\n`)
      },
    })
  }
  if (json) terminal.out(`${JSON.stringify({ plan, actions }, undefined, 2)}\n`)
  return dryRun && plan.missing.length > 0 ? exitCode.failed : exitCode.ok
}
