import { FILE_HEADER } from './file-header.ts'
import { quoted } from './source-text.ts'

/** A table outside that lookups lead to. */
export interface ReferencePlan {
  readonly logicalName: string
  readonly entitySet: string
  /** Its name as a value. */
  readonly value: string
}

/** `references.ts`: tables of which only rows can be named. */
export function printReferences(references: readonly ReferencePlan[], extension: string): string {
  const lines = references.map(
    ({ logicalName, value }) =>
      `export const ${value}: TableReference<${quoted(logicalName)}> = schema.reference(${quoted(logicalName)})\n`,
  )
  return [
    FILE_HEADER,
    `import type { TableReference } from '@dynamics-kit/odata'\nimport { schema } from './schema${extension}'\n\n`,
    '// Lookups lead to these tables; their rows can be named, not read.\n',
    ...lines,
  ].join('')
}
