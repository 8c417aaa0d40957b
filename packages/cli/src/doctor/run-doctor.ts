import { createClient, type TokenCredential } from '@dynamics-kit/client'
import { applyRepair, diagnose, type Diagnosis, type DiagnoseOptions, type Repair } from '@dynamics-kit/setup'
import { CommandFailure } from '../command/command-failure.ts'
import { createPaint } from '../command/paint.ts'
import { readVariables } from '../command/settings.ts'
import { managedIdentityOf } from '../command/sign-in.ts'
import type { SignInOptions } from '../command/sign-in-options.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { administratorOf, graphUrlOf, type AdministratorOptions } from '../command/administrator.ts'
import { printFinding, printSummary } from './print-diagnosis.ts'
import type { Tables } from '../command/table-option.ts'

export interface DoctorCommandOptions extends SignInOptions, AdministratorOptions {
  readonly table?: Tables
  readonly role?: readonly string[]
  readonly fix: boolean
  readonly yes: boolean
  readonly json: boolean
}

/** Repairs that one run does at most; each brings the next cause to light. */
const mostRepairs = 10

export async function runDoctor(options: DoctorCommandOptions, terminal: Terminal): Promise<number> {
  const environment = readVariables(options)
  const administrator = administratorOf(options, environment, terminal)
  if (options.fix && administrator === undefined) {
    throw new CommandFailure('usage', '--fix needs somebody who may change things: --admin azure-cli')
  }
  if (options.fix && !options.yes && terminal.ask === undefined) {
    throw new CommandFailure('usage', '--fix asks before it changes anything, and nobody is there: add --yes')
  }
  const credential = managedIdentityOf(options, environment)
  const examined: DiagnoseOptions = {
    environment,
    administrator,
    graphUrl: graphUrlOf(options, environment),
    url: options.url,
    tables: options.table,
    roles: options.role,
    ...(credential && { credential }),
  }
  const begin = await examine(examined, options, terminal)
  const { diagnosis, repairs } =
    options.fix && administrator !== undefined
      ? await mendAll(begin, { examined, administrator, options, terminal })
      : { diagnosis: begin, repairs: [] }
  if (options.json) terminal.out(`${JSON.stringify({ ...diagnosis, repairs }, undefined, 2)}\n`)
  return diagnosis.healthy ? exitCode.ok : exitCode.failed
}

interface Mending {
  readonly examined: DiagnoseOptions
  readonly administrator: TokenCredential
  readonly options: DoctorCommandOptions
  readonly terminal: Terminal
}

/** Does what the first finding offers, after asking, until it offers nothing any more. */
async function mendAll(
  begin: Diagnosis,
  mending: Mending,
): Promise<{ diagnosis: Diagnosis; repairs: readonly string[] }> {
  const { examined, options, terminal } = mending
  const repairs: string[] = []
  let diagnosis = begin
  while (repairs.length < mostRepairs) {
    const { repair } = diagnosis.first ?? {}
    // What was done once and did not help is not done again.
    if (repair === undefined || repairs.includes(repair.description)) break
    // One thing after another: each changes what the next diagnosis sees.
    // oxlint-disable no-await-in-loop
    if (!options.yes && !(await terminal.ask?.(`${repair.description}?`))) break
    await mend(repair, mending)
    repairs.push(repair.description)
    diagnosis = await examine(examined, options, terminal)
    // oxlint-enable no-await-in-loop
  }
  return { diagnosis, repairs }
}

async function examine(
  examined: DiagnoseOptions,
  { json }: DoctorCommandOptions,
  terminal: Terminal,
): Promise<Diagnosis> {
  if (json) return diagnose(examined)
  const paint = createPaint(terminal)
  const diagnosis = await diagnose({ ...examined, onFinding: (finding) => terminal.out(printFinding(finding, paint)) })
  terminal.out(printSummary(diagnosis, paint))
  return diagnosis
}

async function mend(repair: Repair, { examined, administrator, options, terminal }: Mending): Promise<void> {
  const { environment = {}, url = environment['DYNAMICS_URL'] ?? '' } = examined
  const tell = options.json ? terminal.error : terminal.out
  tell(`\n${repair.description}\n`)
  await applyRepair(repair, {
    administrator,
    dynamics: createClient({ url, credential: administrator }),
    graphUrl: examined.graphUrl,
    onProgress: ({ outcome, subject, detail }) => tell(`${outcome.padEnd(8)} ${subject}: ${detail}\n`),
  })
  tell('\n')
}
