import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { CommandFailure } from '../command/command-failure.ts'
import { fileProblem } from '../command/file-problem.ts'
import { isRecord } from '../command/is-record.ts'
import type { RowForm } from '../command/row-form.ts'

/** A row as it stands in the file; `row` counts from 1. */
export interface SourceRow {
  readonly row: number
  /** Values by the name that the file has for them; of CSV texts. */
  readonly values: Readonly<Record<string, unknown>>
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
 * @throws CommandFailure when the file cannot be read, or is not of its form: with an open quote, a line of fewer cells, no JSON.
 */
export async function* readSourceRows(source: SourceFile): AsyncGenerator<SourceRow, void> {
  let row = 0
  try {
    for await (const values of readers[source.form](source)) yield { row: ++row, values }
  } catch (error) {
    throw failureOf(error, source)
  }
}

function failureOf(error: unknown, { file, encoding }: SourceFile): unknown {
  if (error instanceof CommandFailure) return error
  if (error instanceof CsvError) return new CommandFailure('failed', `${file}: ${error.message}`, { cause: error })
  const { code } = error as { readonly code?: unknown }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new CommandFailure(
      'failed',
      `${file} is not ${encoding}. Files of Excel often are --encoding windows-1252.`,
      {
        cause: error,
      },
    )
  }
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return new CommandFailure('usage', `${file} ${fileProblem(error)}`, { cause: error })
  }
  return error
}

type Values = SourceRow['values']

const readers: Readonly<Record<RowForm, (source: SourceFile) => AsyncIterable<Values>>> = {
  csv: readCsv,
  jsonl: readJsonLines,
  json: readJson,
}

async function* readCsv(source: SourceFile): AsyncGenerator<Values, void> {
  const delimiter = await delimiterOf(source.file)
  const records = parse({
    columns: (head: readonly string[]) => namesOf(head, source),
    delimiter,
    skip_empty_lines: true,
  })
  // Its errors come with the records.
  pipeline(Readable.from(textOf(source)), records, () => undefined)
  // With columns, records are objects of texts.
  yield* records as AsyncIterable<Values>
}

function namesOf(head: readonly string[], { file }: SourceFile): string[] {
  const names = head.map((name) => name.trim())
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice === undefined) return names
  throw new CommandFailure('failed', `${file}: ${JSON.stringify(twice)} stands twice in the head line.`)
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

async function* readJsonLines(source: SourceFile): AsyncGenerator<Values, void> {
  let number = 0
  for await (const line of linesOf(source)) {
    number += 1
    if (line.trim() !== '') yield objectOf(parsed(line), `${source.file}: line ${number}`)
  }
}

async function* readJson({ file, encoding }: SourceFile): AsyncGenerator<Values, void> {
  const rows = parsed(new TextDecoder(encoding, { fatal: true }).decode(await readFile(file)))
  if (!Array.isArray(rows)) throw new CommandFailure('failed', `${file} is no JSON array of rows.`)
  for (const [index, row] of rows.entries()) yield objectOf(row, `${file}: row ${index + 1}`)
}

function objectOf(value: unknown, what: string): Values {
  if (isRecord(value)) return value
  throw new CommandFailure('failed', `${what} is no JSON object.`)
}

/** Numbers with more digits than a number holds stay what they are in the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown, { source = '' }: { readonly source?: string } = {}) =>
      typeof value === 'number' && /\d{16}/.test(source.replace('.', '')) ? source : value,
    ) as unknown
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
