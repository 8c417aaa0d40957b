import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import {
  type BulkOptions,
  type BulkProgress,
  type BulkResult,
  type DynamicsClient,
  isBulkStoppedError,
} from '@dynamics-kit/client'
import type { ModelTable } from '@dynamics-kit/typegen'
import { CommandFailure } from '../command/command-failure.ts'
import { readEnvironmentTable } from '../command/environment-table.ts'
import { createProgress } from '../command/progress.ts'
import { rowFormOf } from '../command/row-form.ts'
import { rowsOf } from '../command/rows-of.ts'
import { connect } from '../command/sign-in.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import type { ImportCommandOptions } from './import-command.ts'
import { type ImportPlace, jobOf, placeFileOf, readPlace, removePlace, writePlace } from './import-place.ts'
import { lookupKeys } from './lookup-keys.ts'
import { createMatch, headProblems, type ImportMode } from './match-columns.ts'
import { openRefusedRows, refusedFileOf } from './refused-rows.ts'
import { createRowReader, type RowReader } from './row-reader.ts'
import { readSourceRows, type SourceFile, type SourceRow } from './source-rows.ts'

export async function runImport(
  name: string,
  file: string,
  options: ImportCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const progress = createProgress(terminal)
  try {
    const job = await prepare(name, file, options, progress.say)
    return options.dryRun ? await check(job, terminal) : await load(job, options, terminal, progress.say)
  } finally {
    progress.end()
  }
}

/** An import of which everything is known that can be known before a row is sent. */
interface ImportJob {
  readonly dynamics: DynamicsClient
  readonly source: SourceFile
  readonly target: ModelTable
  readonly mode: ImportMode
  readonly key: readonly string[]
  /** Names in the file; of JSON those of its first row. */
  readonly names: readonly string[]
  /** Rows in the file. */
  readonly total: number
  readonly read: RowReader
  /** What makes two runs the same. */
  readonly id: string
  readonly placeFile: string
  readonly place: ImportPlace | undefined
  readonly refusedFile: string
}

async function prepare(
  name: string,
  file: string,
  options: ImportCommandOptions,
  say: (text: string) => void,
): Promise<ImportJob> {
  const source = { file, form: rowFormOf(file, options.form), encoding: encodingOf(options.encoding) }
  const mode = options.mode ?? (options.key === undefined ? 'create' : 'upsert')
  if (options.key !== undefined && mode !== 'upsert') {
    throw new CommandFailure('usage', `--key: tells rows of --mode upsert; ${mode} goes by the primary key.`)
  }
  const { map = {}, ignore = [], lookup = {}, clearEmpty } = options
  const dynamics = connect(options)
  const id = await jobOf(file, mode, name, dynamics.url, JSON.stringify([options.key, map, ignore, lookup, clearEmpty]))
  const placeFile = placeFileOf(file)
  const refusedFile = options.refused ?? refusedFileOf(file, source.form)
  const place = placeOf(placeFile, id, options)
  if (!options.dryRun && !options.restart && place === undefined && existsSync(refusedFile)) {
    throw new CommandFailure(
      'usage',
      `${refusedFile} is there, from an earlier import. Import or remove it, or name another with --refused.`,
    )
  }
  const { names, total } = await survey(source)
  say('reading the definition of the table')
  const target = await readEnvironmentTable(dynamics, name, say)
  const key = options.key ?? [target.table.key]
  requireKey(target, key)
  const match = createMatch(target, { mode, map, ignore })
  const problems = headProblems(names, match, target, { mode, key })
  if (problems.length > 0) throw new CommandFailure('usage', [`${file} does not fit:`, ...problems].join('\n  '))
  return {
    dynamics,
    source,
    target,
    mode,
    key,
    names,
    total,
    read: createRowReader(target.table, match, {
      clearsEmpty: clearEmpty,
      lookupKeys: lookupKeys(target, lookup),
      needed: mode === 'create' ? [] : key,
    }),
    id,
    placeFile,
    place,
    refusedFile,
  }
}

function encodingOf(label: string): string {
  try {
    return new TextDecoder(label).encoding
  } catch (error) {
    throw new CommandFailure('usage', `--encoding: there is none "${label}"; files of Excel often are windows-1252.`, {
      cause: error,
    })
  }
}

/** Where an earlier run stopped: it has to be said whether this one goes on. */
function placeOf(
  placeFile: string,
  id: string,
  { resume, restart, dryRun }: ImportCommandOptions,
): ImportPlace | undefined {
  if (resume && restart) throw new CommandFailure('usage', '--resume and --restart: one of them.')
  if (dryRun || restart) return undefined
  const place = readPlace(placeFile)
  if (place === undefined) {
    if (!resume) return undefined
    throw new CommandFailure('usage', `--resume: no import of this file has stopped (there is no ${placeFile}).`)
  }
  if (!resume) {
    throw new CommandFailure(
      'usage',
      `An earlier import of this file stopped after ${rowsOf(place.row)}. --resume goes on, --restart begins anew.`,
    )
  }
  if (place.job === id) return place
  throw new CommandFailure(
    'usage',
    '--resume: the file, the environment or the options are others than those of the import that stopped; --restart begins anew.',
  )
}

/** Reads all of it, so that nothing is sent of a file that breaks off. */
async function survey(source: SourceFile): Promise<Pick<ImportJob, 'names' | 'total'>> {
  let names: readonly string[] | undefined
  let total = 0
  for await (const { values } of readSourceRows(source)) {
    names ??= Object.keys(values)
    total += 1
  }
  if (names !== undefined) return { names, total }
  throw new CommandFailure('failed', `${source.file} has no rows.`)
}

function requireKey({ table }: ModelTable, key: readonly string[]): void {
  const wanted = key.toSorted().join()
  if (wanted === table.key || table.alternateKeys.some((columns) => columns.toSorted().join() === wanted)) return
  const known = table.alternateKeys.map((columns) => columns.join(','))
  throw new CommandFailure(
    'usage',
    `--key: ${table.logicalName} has no alternate key of ${key.join(' and ')}; it has ${known.join('; ') || 'none'}.`,
  )
}

/** Problems that a check shows. */
const mostShown = 20

/** Reads all rows, and sends none. */
async function check({ source, read, target, mode, total }: ImportJob, terminal: Terminal): Promise<number> {
  let refused = 0
  for await (const row of readSourceRows(source)) {
    const { problem } = read(row)
    if (problem === undefined) continue
    refused += 1
    if (refused <= mostShown) terminal.error(`row ${row.row}: ${problem}\n`)
    else if (refused === mostShown + 1) terminal.error('…\n')
  }
  const outcome = refused === 0 ? 'all can be sent' : `${refused} cannot be sent`
  terminal.out(
    `${basename(source.file)}: ${rowsOf(total)} to ${mode} in ${target.table.entitySet}, ${outcome}. Nothing was sent.\n`,
  )
  return refused === 0 ? exitCode.ok : exitCode.failed
}

/** Sends all rows; what is refused goes to a file. */
async function load(
  job: ImportJob,
  options: ImportCommandOptions,
  terminal: Terminal,
  say: (text: string) => void,
): Promise<number> {
  const { source, place, placeFile, id } = job
  const first = place?.row ?? 0
  const refused = await openRefusedRows(job.refusedFile, source.form, job.names, first)
  const reasons = new Map<string, number>()
  /** Rows that are on their way, by their place among those that are sent. */
  const open = new Map<number, SourceRow>()
  let done = first

  const refuse = (row: SourceRow, reason: string): void => {
    refused.add(row, reason)
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }

  async function* rowsToSend(): AsyncGenerator<Record<string, unknown>, void> {
    let index = 0
    for await (const row of readSourceRows(source)) {
      const { values, problem } = job.read(row)
      const isNew = row.row > first
      if (problem === undefined) {
        if (isNew) open.set(index, row)
        index += 1
        yield values
      } else if (isNew) refuse(row, problem)
    }
  }

  function onProgress({ newFailures, position, resume }: BulkProgress): void {
    for (const { index, error } of newFailures) {
      const row = open.get(index)
      if (row !== undefined) refuse(row, error.message)
    }
    for (const [index, { row }] of open) {
      if (index >= position) continue
      done = Math.max(done, row)
      open.delete(index)
    }
    writePlace(placeFile, { job: id, resume, row: done })
    say(`${basename(source.file)}: ${done} of ${rowsOf(job.total)}, ${refused.count} refused`)
  }

  const stop = new AbortController()
  void terminal.stopped().then(() => stop.abort())
  try {
    await send(job, rowsToSend(), {
      onProgress,
      signal: stop.signal,
      ...(place !== undefined && { resume: place.resume }),
      ...(options.batchSize !== undefined && { batchSize: options.batchSize }),
    })
  } catch (error) {
    if (!isBulkStoppedError(error)) throw error
    const why = stop.signal.aborted ? 'Stopped' : `Stopped ${error.message}`
    throw new CommandFailure(
      'failed',
      `${why}. Done of ${basename(source.file)}: ${rowsOf(done)}; with --resume the same command goes on.`,
      { cause: error },
    )
  }
  removePlace(placeFile)
  return report(job, { rows: job.total, refused: refused.count, reasons }, options, terminal)
}

function send(
  { dynamics, target: { table }, mode, key }: ImportJob,
  rows: AsyncIterable<Record<string, unknown>>,
  options: BulkOptions,
): Promise<BulkResult> {
  const { bulk } = dynamics
  if (mode === 'upsert') return bulk.upsert(table, rows, { ...options, key })
  return mode === 'create' ? bulk.create(table, rows, options) : bulk.update(table, rows, options)
}

interface Outcome {
  readonly rows: number
  readonly refused: number
  /** Why rows were refused in this run, and how many. */
  readonly reasons: ReadonlyMap<string, number>
}

const past: Readonly<Record<ImportMode, string>> = {
  create: 'created',
  update: 'updated',
  upsert: 'created or updated',
}

function report(
  { source, target, mode, refusedFile }: ImportJob,
  { rows, refused, reasons }: Outcome,
  { json }: ImportCommandOptions,
  terminal: Terminal,
): number {
  if (json) {
    const { logicalName: table } = target.table
    terminal.out(
      `${JSON.stringify({ table, mode, rows, written: rows - refused, refused, ...(refused > 0 && { refusedFile }) })}\n`,
    )
  } else {
    terminal.out(
      `${basename(source.file)}: ${rowsOf(rows - refused)} ${past[mode]} in ${target.table.entitySet}${refused > 0 ? `, ${refused} refused` : ''}.\n`,
    )
  }
  if (refused === 0) return exitCode.ok
  const often = [...reasons].toSorted(([, one], [, other]) => other - one).slice(0, mostReasons)
  for (const [reason, count] of often) terminal.error(`${count} x ${reason}\n`)
  terminal.error(`${refusedFile} has them, each with its reason; mend and import it.\n`)
  return exitCode.failed
}

/** Reasons that are shown, the most frequent ones. */
const mostReasons = 5
