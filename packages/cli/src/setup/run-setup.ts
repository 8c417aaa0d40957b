import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type AppInEnvironment,
  azurePipelinesJob,
  envFile,
  gitHubJob,
  kubernetesPod,
  planSetup,
  type SetupAction,
  type CredentialPlan,
  type SetupPlan,
} from '@dynamics-kit/setup'
import { administratorOf, graphUrlOf, type AdministratorOptions } from '../command/administrator.ts'
import { CommandFailure } from '../command/command-failure.ts'
import { createPaint } from '../command/paint.ts'
import { readVariables } from '../command/settings.ts'
import type { Tables } from '../command/table-option.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import type { CredentialOption } from './credential-option.ts'
import { checkPlace } from './check-place.ts'
import { notIgnored } from './not-ignored.ts'
import { printAction, printPlan } from './print-plan.ts'
import { printedSettings } from './printed-settings.ts'

export interface SetupCommandOptions extends AdministratorOptions {
  readonly url?: string
  readonly name?: string
  readonly clientId?: string
  readonly role?: readonly string[]
  readonly table?: Tables
  readonly businessUnit?: string
  readonly createBusinessUnit: boolean
  readonly credential?: CredentialOption
  readonly days?: number
  readonly out?: string
  readonly envFile?: string
  readonly print: boolean
  readonly overwrite: boolean
  readonly dryRun: boolean
  readonly yes: boolean
  readonly json: boolean
}

interface SetupReport {
  readonly plan: SetupPlan
  readonly app: AppInEnvironment
  readonly url: string
  readonly credential: CredentialPlan
}

export async function runSetup(options: SetupCommandOptions, terminal: Terminal): Promise<number> {
  const isQuiet = options.yes || options.dryRun
  if (!isQuiet && terminal.ask === undefined) {
    throw new CommandFailure(
      'usage',
      'setup asks before it changes anything, and nobody is there: add --yes, or --dry-run',
    )
  }
  const file = fileOf(options)
  if (!options.print)
    await checkPlace(file, options.out === undefined && options.envFile !== undefined ? '--env-file' : '--out')
  // The settings that a run before left behind tell the environment; the first run has none.
  const variables = readVariables(existsSync(file) && !options.print ? { envFile: file } : {})
  const url = options.url ?? (variables['DYNAMICS_URL'] || undefined)
  if (url === undefined) throw new CommandFailure('usage', 'Which environment? Give --url, or set DYNAMICS_URL.')
  const { name } = options
  if (name === undefined) throw new CommandFailure('usage', 'What is the app called? Give --name.')
  const administrator = administratorOf(options, variables, terminal)
  if (!administrator) throw new CommandFailure('usage', 'Who does it? Give --admin.')

  const tell = toldAt(options, terminal)
  const paint = createPaint(options.print || options.json ? { ...terminal, hasColours: false } : terminal)
  const store = options.print ? printedSettings(options, terminal) : envFile(file)
  const credential = credentialOf(options, name)
  if (credential.kind === 'certificate') await checkPlace(credential.path, '--credential')
  const plan = await planSetup({
    url,
    administrator,
    name,
    store,
    clientId: options.clientId,
    graphUrl: graphUrlOf(options, variables),
    roles: options.role,
    tables: options.table,
    businessUnit: options.businessUnit,
    createBusinessUnit: options.createBusinessUnit,
    credential,
  })
  tell(`${printPlan(plan, `Set up ${name} for ${url}`, paint)}\n`)
  const refusal = isQuiet ? refusalOf(plan, options) : undefined
  if (options.dryRun) {
    if (options.json) terminal.out(`${JSON.stringify({ plan }, undefined, 2)}\n`)
    if (refusal !== undefined) terminal.error(`dynamics-kit: ${refusal}\n`)
    return plan.missing.length > 0 || refusal !== undefined ? exitCode.failed : exitCode.ok
  }
  if (refusal !== undefined) throw new CommandFailure('failed', `${refusal} Nothing was changed.`)
  const overwrite = await mayGoOn(plan, options, terminal)
  if (overwrite === undefined) {
    tell('Nothing was changed.\n')
    return exitCode.failed
  }
  const app = await plan.apply({
    overwrite,
    onProgress(action) {
      // What the plan has shown already needs no second line.
      if (!isShown(action, plan)) tell(`${printAction(action, paint)}\n`)
    },
  })
  await report({ plan, app, url, credential }, options, terminal)
  return exitCode.ok
}

/** What there is to know when it is done. */
async function report(
  { plan, app, url, credential }: SetupReport,
  options: SetupCommandOptions,
  terminal: Terminal,
): Promise<void> {
  if (options.json) {
    const { variables: settings, ...ids } = app
    // The settings hold the secret, which is shown only where that was asked for.
    terminal.out(`${JSON.stringify({ plan, app: ids, ...(options.print && { variables: settings }) }, undefined, 2)}\n`)
  }
  for (const secret of await notIgnored(secretFiles(options, credential)))
    terminal.error(`${secret} holds a secret, and git does not ignore it: add it to .gitignore before you commit.\n`)
  if (!options.print) {
    const where = credential.kind === 'federated' ? 'Look at it in the job' : 'Look at it any time'
    toldAt(options, terminal)(`\nDone. ${where}: dynamics-kit doctor --env-file ${fileOf(options)}\n`)
  } else if (credential.kind === 'secret' && app.variables['AZURE_CLIENT_SECRET'] === undefined) {
    terminal.error(
      `\nNothing was printed: an earlier run printed the secret, and Microsoft Entra ID shows it only once. For another: dynamics-kit rotate --print --url ${url} --client-id ${app.clientId}\n`,
    )
  }
}

/** Why nothing may be done without a person who is asked. */
function refusalOf({ overwrites, missing }: SetupPlan, options: SetupCommandOptions): string | undefined {
  if (overwrites.length === 0 || options.overwrite || missing.length > 0) return undefined
  return `${fileOf(options)} has other values for ${overwrites.join(', ')}: --overwrite replaces them, --out names another file.`
}

const isShown = ({ outcome, subject, detail }: SetupAction, { actions }: SetupPlan): boolean =>
  outcome === 'exists' &&
  actions.some((one) => one.outcome === 'exists' && one.subject === subject && one.detail === detail)

/** Whether values may be overwritten; `undefined` when nothing is to be done. */
async function mayGoOn(
  plan: SetupPlan,
  options: SetupCommandOptions,
  terminal: Terminal,
): Promise<boolean | undefined> {
  const { overwrite, yes } = options
  // What cannot be done is refused with its reason, so there is nothing to ask.
  if (plan.missing.length > 0 || plan.upToDate) return overwrite
  const replaces = plan.overwrites.length > 0 && !overwrite
  if (yes) return overwrite
  const question = replaces ? `Do this, and replace ${plan.overwrites.join(', ')} in ${fileOf(options)}?` : 'Do this?'
  return (await terminal.ask?.(question)) === true ? overwrite || replaces : undefined
}

/** Files that a secret or a private key is in, and nobody else is to see. */
function secretFiles(options: SetupCommandOptions, credential: CredentialPlan): readonly string[] {
  if (credential.kind === 'certificate') return [credential.path]
  return credential.kind === 'secret' && !options.print ? [fileOf(options)] : []
}

/** Where people are told: what is printed for a vault, or as JSON, stands alone on stdout. */
const toldAt = ({ print, json }: SetupCommandOptions, { out, error }: Terminal): Terminal['out'] =>
  print || json ? error : out

/** Where the settings go. */
const fileOf = ({ out, envFile: file }: SetupCommandOptions): string => out ?? file ?? '.env'

function credentialOf(options: SetupCommandOptions, name: string): CredentialPlan {
  const { credential = { kind: 'secret' }, days } = options
  const lifetime = days === undefined ? {} : { days }
  switch (credential.kind) {
    case 'secret':
      return { kind: 'secret', ...lifetime }
    case 'certificate': {
      const named = `${name
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
        .replaceAll(/^-|-$/g, '')}.pem`
      return { kind: 'certificate', path: credential.path ?? join(dirname(fileOf(options)), named), ...lifetime }
    }
    case 'github': {
      const [jobs, value] = credential.jobs
      const { repository } = credential
      if (jobs === 'environment') return gitHubJob({ repository, environment: value })
      if (jobs === 'branch') return gitHubJob({ repository, branch: value })
      return gitHubJob(jobs === 'tag' ? { repository, tag: value } : { repository, pullRequest: true })
    }
    case 'azure-devops': {
      const [organization, project, serviceConnection] = credential.connection
      return azurePipelinesJob({ organizationId: credential.organizationId, organization, project, serviceConnection })
    }
    case 'kubernetes':
      return kubernetesPod(credential)
    case 'federated':
      return credential
  }
}
