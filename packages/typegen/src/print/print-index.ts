import type { TablePlan } from '../plan/table-plan.ts'
import { compareNames } from '../names/compare-names.ts'
import { FILE_HEADER } from './file-header.ts'
import { importOf } from './imports.ts'

/** Names that the files beside the tables export. */
export interface OtherExports {
  readonly references: readonly string[]
  readonly choices: readonly string[]
  readonly operations: readonly string[]
  readonly operationTypes: readonly string[]
}

/** `index.ts`: everything by name. */
export function printIndex(tables: readonly TablePlan[], others: OtherExports, extension: string): string {
  const sorted = tables.toSorted((one, other) => compareNames(one.names.value, other.names.value))
  const groups: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Tables', sorted.map(({ names }) => importOf('export', [names.value], `./${names.file}${extension}`))],
    [
      'Rows, and what the compiler knows of tables',
      sorted.map(({ names }) => importOf('export type', [names.row, names.shape], `./${names.file}${extension}`)),
    ],
    [
      'Tables that lookups lead to, of which rows can only be named',
      [importOf('export', others.references, `./references${extension}`)],
    ],
    ['Choices that several columns share', [importOf('export', others.choices, `./choices${extension}`)]],
    [
      'Actions and functions',
      [
        importOf('export', others.operations, `./operations${extension}`),
        importOf('export type', others.operationTypes, `./operations${extension}`),
      ],
    ],
    [
      'All of it',
      [
        importOf('export', ['schema'], `./schema${extension}`),
        importOf('export type', ['Tables'], `./schema${extension}`),
      ],
    ],
  ]
  const texts = groups
    .map(([title, lines]) => [title, lines.join('')] as const)
    .filter(([, text]) => text !== '')
    .map(([title, text]) => `\n// ${title}\n${text}`)
  return `${FILE_HEADER}${texts.join('')}`
}
