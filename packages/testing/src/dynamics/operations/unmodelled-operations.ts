import type { Gap } from '../gaps.ts'

/** Functions, actions and entity sets that every environment has and this fake has not: they are refused by name, not as unknown. */
export const unmodelledOperations: ReadonlyMap<string, Gap> = new Map<string, Gap>([
  ...pairs('operation', ['ExecuteCosmosSqlQuery', 'ExportSolution', 'ImportSolution']),
  ...pairs('metadata', ['dependencies']),
])

function pairs(gap: Gap, names: readonly string[]): [string, Gap][] {
  return names.map((name) => [name, gap])
}
