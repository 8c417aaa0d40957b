import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { CommandFailure } from '../command/command-failure.ts'
import { fileProblem } from '../command/file-problem.ts'
import type { RowForm } from '../command/row-form.ts'

/** A row as it stands in the file; `row` counts from 1. */
export interface SourceRow {
  readonly row: number
  /** Values by the name that the file has for them; of CSV texts. */
  readonly values: Readonly<Record<string, unknown>>
  /** Why it can be no row of a table. */
  readonly problem?: string
}

export interface SourceFile {
  readonly file: string
  readonly form: RowForm
  /** As `TextDecoder` calls it. */
  readonly encoding: string
}

/** What a row that was refused carries along in its file; nothing of the table. */
export const rowNumberName = 'import_row'
export const rowErrorName = 'import_error'

/**
 * Rows of a file, read as they are needed.
 *
 * @throws CommandFailure when the file cannot be read, or is not of its form.
 */
export async function* readSourceRows(source: SourceFile): AsyncGenerator<SourceRow, void> {
  const { form, file } = source
  try {
    if (form === 'csv') yield* readCsv(source)
    else if (form === 'jsonl') yield* readJsonLines(source)
    else yield* readJson(source)
  } catch (error) {
    throw failureOf(error, file)
  }
}

function failureOf(error: unknown, file: string): unknown {
  if (error instanceof CommandFailure) return error
  if (error instanceof CsvError) return new CommandFailure('failed', `${file}: ${error.message}`, { cause: error })
  const { code } = error as { readonly code?: unknown }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new CommandFailure('failed', `${file} is not UTF-8. Files of Excel often are --encoding windows-1252.`, {
      cause: error,
    })
  }
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return new CommandFailure('usage', `${file} ${fileProblem(error)}`, { cause: error })
  }
  return error
}

async function* readCsv(source: SourceFile): AsyncGenerator<SourceRow, void> {
  const delimiter = await delimiterOf(source.file)
  const records = parse({ delimiter, relax_column_count: true, skip_empty_lines: true })
  // Its errors come with the records.
  pipeline(Readable.from(textOf(source)), records, () => undefined)
  let header: readonly string[] | undefined
  let row = 0
  // Without columns, records are their cells.
  for await (const cells of records as AsyncIterable<readonly string[]>) {
    if (header === undefined) {
      header = cells.map((cell) => cell.trim())
      continue
    }
    row += 1
    const names = header
    const values = Object.fromEntries(cells.map((cell, index) => [names[index] ?? `column ${index + 1}`, cell]))
    if (cells.length === names.length) yield { row, values }
    else yield { row, values, problem: `has ${cells.length} cells, and the head has ${names.length}` }
  }
}

/** Bytes that are looked at for the delimiter. */
const HEAD = 65_536

/** The delimiter that the first line has most of: Excel writes semicolons where the comma is in numbers. */
async function delimiterOf(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD)
    const [line = ''] = buffer
      .toString('latin1', 0, bytesRead)
      .replaceAll(/"[^"]*"/g, '')
      .split(/\r?\n/)
    const count = (delimiter: string): number => line.split(delimiter).length
    return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best))
  } finally {
    await handle.close()
  }
}

async function* readJsonLines(source: SourceFile): AsyncGenerator<SourceRow, void> {
  let row = 0
  for await (const line of linesOf(source)) {
    if (line.trim() === '') continue
    row += 1
    yield sourceRow(row, parsed(line))
  }
}

async function* readJson({ file, encoding }: SourceFile): AsyncGenerator<SourceRow, void> {
  const rows = parsed(new TextDecoder(encoding, { fatal: true }).decode(await readFile(file)))
  if (!Array.isArray(rows)) throw new CommandFailure('failed', `${file} is no JSON array of rows.`)
  yield* rows.map((value: unknown, index) => sourceRow(index + 1, value))
}

function sourceRow(row: number, value: unknown): SourceRow {
  return isRecord(value) ? { row, values: value } : { row, values: {}, problem: 'is no JSON object' }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Never a part of a character. */
async function* textOf({ file, encoding }: SourceFile): AsyncGenerator<string, void> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>)
    yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

async function* linesOf(source: SourceFile): AsyncGenerator<string, void> {
  let rest = ''
  for await (const text of textOf(source)) {
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  yield rest
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
