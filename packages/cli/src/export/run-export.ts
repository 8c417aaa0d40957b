import { existsSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { type Condition, condition, type DynamicsClient, type Query } from '@dynamics-kit/client'
import {
  type ColumnDefinition,
  type EntityReference,
  isODataSyntaxError,
  nearestNames,
  parseExpression,
  type UntypedTable,
} from '@dynamics-kit/odata'
import type { ModelTable } from '@dynamics-kit/typegen'
import { CommandFailure } from '../command/command-failure.ts'
import { readEnvironmentTable } from '../command/environment-table.ts'
import { fileProblem } from '../command/file-problem.ts'
import { createProgress } from '../command/progress.ts'
import { rowFormOf } from '../command/row-form.ts'
import { rowsOf } from '../command/rows-of.ts'
import { connect } from '../command/sign-in.ts'
import { exitCode } from '../exit-code.ts'
import { createRowPrinter } from '../query/row-printer.ts'
import type { Terminal } from '../terminal.ts'
import type { ExportCommandOptions } from './export-command.ts'

export async function runExport(name: string, options: ExportCommandOptions, terminal: Terminal): Promise<number> {
  const { file, filter } = options
  const form = file === undefined ? (options.form ?? 'csv') : rowFormOf(file, options.form)
  if (file !== undefined && !options.overwrite && existsSync(file)) {
    throw new CommandFailure('usage', `${file} is there already; --overwrite replaces it.`)
  }
  const wanted = filter === undefined ? undefined : condition(parsedFilter(filter))
  const progress = createProgress(terminal)
  const printer = createRowPrinter(form)
  const output = await openOutput(file, terminal)
  const stop = new AbortController()
  void terminal.stopped().then(() => stop.abort())
  let count = 0
  try {
    progress.say('reading the definition of the table')
    const dynamics = connect(options)
    const source = await readEnvironmentTable(dynamics, name, progress.say)
    const columns = columnsOf(source, options.select)
    for await (const { rows } of query(dynamics, source, columns, wanted).pages({ signal: stop.signal })) {
      const shown = rows.map((row) => shownRow(source, columns, row as Readonly<Record<string, unknown>>))
      await output.write(printer.page(shown))
      count += rows.length
      progress.say(`${name}: ${rowsOf(count)}`)
    }
    await output.write(printer.end())
    await output.keep()
  } catch (error) {
    await output.discard()
    throw error
  } finally {
    progress.end()
  }
  if (file !== undefined) terminal.error(`${basename(file)}: ${rowsOf(count)}.\n`)
  return exitCode.ok
}

function parsedFilter(text: string): ReturnType<typeof parseExpression> {
  try {
    return parseExpression(text)
  } catch (error) {
    if (!isODataSyntaxError(error)) throw error
    throw new CommandFailure('usage', `--filter: ${error.message}`, { cause: error })
  }
}

/** All that a new row can have and text can hold, with the key; or those that were asked for. */
function columnsOf({ table, columns }: ModelTable, select: readonly string[] | undefined): readonly string[] {
  if (select === undefined) {
    return columns
      .filter(
        ({ name, isWrittenOnCreate }) => name === table.key || (isWrittenOnCreate && table.columns[name] !== 'image'),
      )
      .map(({ name }) => name)
  }
  const names = columns.map(({ name }) => name)
  const unknown = select.find((name) => !names.includes(name))
  if (unknown === undefined) return select
  const near = nearestNames(unknown, names).slice(0, 3)
  throw new CommandFailure(
    'usage',
    `--select: ${table.logicalName} has no column ${unknown}${near.length > 0 ? `; near to it: ${near.join(', ')}` : ''}.`,
  )
}

function query(
  dynamics: DynamicsClient,
  { table }: ModelTable,
  columns: readonly string[],
  wanted: Condition | undefined,
): Query<UntypedTable, string> {
  const all = dynamics
    .from(table)
    .select(...columns)
    .values({ decimal: 'text', bigInt: 'bigint' })
  return wanted === undefined ? all : all.where(wanted)
}

function shownRow(
  { table }: ModelTable,
  columns: readonly string[],
  row: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(columns.map((name) => [name, shownValue(table.columns[name], row[name])]))
}

function shownValue(definition: ColumnDefinition | undefined, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value.join(';')
  if (typeof definition !== 'object' || !('lookup' in definition) || typeof value !== 'object' || value === null)
    return value
  const { id, table } = value as EntityReference
  const set = definition.lookup[table]?.[1]
  return Object.keys(definition.lookup).length === 1 || set === undefined ? id : `${set}(${id})`
}

/** Where rows go. A file is whole or not there. */
interface RowOutput {
  write(text: string): Promise<void> | void
  keep(): Promise<void> | void
  discard(): Promise<void> | void
}

async function openOutput(file: string | undefined, terminal: Terminal): Promise<RowOutput> {
  if (file === undefined) return { write: terminal.out, keep: () => undefined, discard: () => undefined }
  const draft = `${file}.part`
  const handle: FileHandle = await open(draft, 'w').catch((error: unknown) => {
    const { code } = error as { readonly code?: string }
    const problem =
      code === 'ENOENT' ? `the folder ${dirname(resolve(file))} does not exist` : `${file} ${fileProblem(error)}`
    throw new CommandFailure('usage', `--file: ${problem}`, { cause: error })
  })
  return {
    write: (text) => handle.writeFile(text),
    async keep() {
      await handle.close()
      await rename(draft, file)
    },
    async discard() {
      await handle.close().catch(() => undefined)
      await rm(draft, { force: true })
    },
  }
}
