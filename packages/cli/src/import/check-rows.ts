import { basename } from 'node:path'
import { rowsOf } from '../command/rows-of.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import type { ImportCommandOptions } from './import-command.ts'
import type { ImportJob } from './import-job.ts'
import { readSourceRows } from './source-rows.ts'

/** Problems that a check shows. */
const mostShown = 20

/** Reads all rows, and sends none. */
export async function checkRows(
  { source, read, target, mode, total }: ImportJob,
  { json }: Pick<ImportCommandOptions, 'json'>,
  terminal: Terminal,
): Promise<number> {
  let refused = 0
  for await (const row of readSourceRows(source)) {
    const { problem } = read(row)
    if (problem === undefined) continue
    refused += 1
    if (refused <= mostShown) terminal.error(`row ${row.row}: ${problem}\n`)
    else if (refused === mostShown + 1) terminal.error('…\n')
  }
  const outcome = refused === 0 ? 'all can be sent' : `${refused} cannot be sent`
  const { logicalName: table, entitySet } = target.table
  terminal.out(
    json
      ? `${JSON.stringify({ table, mode, rows: total, written: 0, refused, dryRun: true })}\n`
      : `${basename(source.file)}: ${rowsOf(total)} to ${mode} in ${entitySet}, ${outcome}. Nothing was sent.\n`,
  )
  return refused === 0 ? exitCode.ok : exitCode.failed
}
