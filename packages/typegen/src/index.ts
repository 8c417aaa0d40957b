export { generate } from './generate.ts'
export { listTables } from './list-tables.ts'
export { isGenerated } from './is-generated.ts'
export type { GenerateOptions, ImportExtension } from './generate-options.ts'
export type { Generated, GeneratedFile, GenerateReport, Renamed, Skipped, SkipReason } from './generated.ts'

export { GenerateError, isGenerateError } from './generate-error.ts'
export type { GenerateErrorCode } from './generate-error.ts'
