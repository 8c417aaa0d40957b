import type { GenerateReport } from '@dynamics-kit/typegen'

/** `12 tables, 830 columns, 14 operations, 210 kB in 85 ms` */
export function summaryLine({ tables, columns, operations, bytes }: GenerateReport, milliseconds: number): string {
  return [
    counted(tables, 'table'),
    counted(columns, 'column'),
    counted(operations, 'operation'),
    `${Math.ceil(bytes / 1000)} kB in ${Math.round(milliseconds)} ms`,
  ].join(', ')
}

/** What a person should know about the result, one line each. */
export function notes(report: GenerateReport, picked: boolean): readonly string[] {
  const notReadable = report.skipped.filter(({ reason }) => reason !== 'metadata' && reason !== 'type')
  return [
    ...(report.otherLanguages
      ? [`Nothing has labels in the language that was asked for; there are ${report.otherLanguages.join(', ')}.`]
      : []),
    ...report.renamed.map(({ what, from, to }) => `renamed: ${what} is ${to}, because ${from} is taken`),
    ...notReadable.map(({ what, reason }) => `left out: ${what} (${reason})`),
    ...(report.tables > 0 && !report.hasDefinitions
      ? [
          'There were no definitions: choices are whole numbers, and nothing is money. --definitions or --url has labels.',
        ]
      : []),
    ...(report.tables > 0 && !report.hasAnnotations && !report.hasDefinitions
      ? ['$metadata has no annotations: only well-known columns are marked read-only. Save it with ?annotations=true.']
      : []),
    ...(picked ? [] : ['These are all tables there are. --tables account,contact,new_* picks some.']),
  ]
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
