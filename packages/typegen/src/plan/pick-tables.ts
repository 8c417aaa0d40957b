import type { EntityType, Model } from '@dynamics-kit/odata'
import { GenerateError } from '../generate-error.ts'
import type { Skipped } from '../generated.ts'
import { compareNames } from '../names/compare-names.ts'
import { matchesPattern, thereIsNo } from '../names/name-pattern.ts'
import { entitySetsByTable, isDefinition } from './entity-types.ts'

/** A table to generate. */
export interface PickedTable {
  readonly type: EntityType
  readonly entitySet: string
}

/**
 * The tables that patterns pick, by logical name. Each has to pick one: a wrong prefix is as wrong as a wrong name.
 *
 * @throws GenerateError `unknownTable`
 */
export function pickTables(
  model: Model,
  patterns: readonly string[] | undefined,
  skipped: Skipped[],
): readonly PickedTable[] {
  const all: PickedTable[] = []
  for (const [logicalName, entitySet] of entitySetsByTable(model)) {
    const type = model.entityTypes.get(logicalName)
    if (type === undefined) continue
    if (isDefinition(model, type)) skipped.push({ what: `table ${logicalName}`, reason: 'metadata' })
    else all.push({ type, entitySet })
  }
  all.sort((one, other) => compareNames(one.type.name, other.type.name))
  if (patterns === undefined) return all
  refuseUnknown(patterns, all)
  return all.filter((table) => patterns.some((pattern) => isPicked(pattern, table)))
}

const isPicked = (pattern: string, { type, entitySet }: PickedTable): boolean =>
  matchesPattern(pattern, type.name) || matchesPattern(pattern, entitySet)

function refuseUnknown(patterns: readonly string[], all: readonly PickedTable[]): void {
  const unknown = patterns.filter((pattern) => !all.some((table) => isPicked(pattern, table)))
  if (unknown.length === 0) return
  const names = all.map(({ type }) => type.name)
  const problems = unknown.map((pattern) => thereIsNo('table', pattern, names))
  throw new GenerateError('unknownTable', unknown, problems.join(' '))
}
