import { extname } from 'node:path'
import { CommandFailure } from './command-failure.ts'

export const rowForms = ['csv', 'jsonl', 'json'] as const

/** How rows stand in a file: RFC 4180, a row a line, or one array. */
export type RowForm = (typeof rowForms)[number]

/** The form that was asked for, or else that of the file's name. @throws CommandFailure `usage` */
export function rowFormOf(file: string, given: RowForm | undefined): RowForm {
  if (given !== undefined) return given
  const extension = extname(file).slice(1).toLowerCase()
  if (extension === 'ndjson') return 'jsonl'
  const form = rowForms.find((one) => one === extension)
  if (form !== undefined) return form
  throw new CommandFailure('usage', `${file}: of which form is it? Give --form ${rowForms.join(', --form ')}.`)
}
