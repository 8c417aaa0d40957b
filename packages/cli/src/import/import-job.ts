import { existsSync } from 'node:fs'
import type { DynamicsClient } from '@dynamics-kit/client'
import type { ModelTable } from '@dynamics-kit/typegen'
import { CommandFailure } from '../command/command-failure.ts'
import { readEnvironmentTable } from '../command/environment-table.ts'
import { rowFormOf } from '../command/row-form.ts'
import { rowsOf } from '../command/rows-of.ts'
import { connect } from '../command/sign-in.ts'
import type { ImportCommandOptions } from './import-command.ts'
import { type ImportPlace, jobOf, placeFileOf, readPlace } from './import-place.ts'
import { lookupKeys } from './lookup-keys.ts'
import { createMatch, headProblems, type ImportMode } from './match-columns.ts'
import { refusedFileOf } from './refused-rows.ts'
import { createRowReader, type RowReader } from './row-reader.ts'
import { readSourceRows, type SourceFile } from './source-rows.ts'

/** An import of which everything is known that can be known before a row is sent. */
export interface ImportJob {
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

/** @throws CommandFailure for all that is wrong with the options, the file and its names, before a row is sent. */
export async function prepareImport(
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
