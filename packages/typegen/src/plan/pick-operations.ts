import type { Model, Operation } from '@dynamics-kit/odata'
import { GenerateError } from '../generate-error.ts'
import { compareNames } from '../names/compare-names.ts'
import { matchesPattern, thereIsNo } from '../names/name-pattern.ts'
import type { PlanContext } from './plan-context.ts'

/** An overload to generate; `table` is what it is bound to. */
export interface PickedOverload {
  readonly name: string
  readonly operation: Operation
  readonly table?: string
}

/**
 * Overloads bound to generated tables, those that patterns name, and without patterns all unbound ones. An unbound
 * operation without an import cannot be called: it is a query function such as `In`.
 *
 * @throws GenerateError `unknownOperation`
 */
export function pickOperations(
  context: PlanContext,
  patterns: readonly string[] | undefined,
): readonly PickedOverload[] {
  const { model } = context
  const asked = (name: string): boolean => patterns?.some((pattern) => matchesPattern(pattern, name)) === true
  const picked: PickedOverload[] = []
  for (const operation of [...model.operations.values()].flat()) {
    const [binding] = operation.parameters
    if (!operation.isBound || binding === undefined) continue
    for (const table of context.tablesOfType(binding.type.name)) {
      if (context.isPicked(table) || asked(operation.name)) picked.push({ name: operation.name, operation, table })
    }
  }
  for (const { name, kind, operation: target } of model.operationImports.values()) {
    const operation = model.operations.get(target)?.find((overload) => !overload.isBound && overload.kind === kind)
    if (operation && (patterns === undefined || asked(name))) picked.push({ name, operation })
  }
  refuseUnknown(model, patterns ?? [])
  return picked.toSorted((one, other) => compareNames(one.name, other.name))
}

function refuseUnknown(model: Model, patterns: readonly string[]): void {
  const names = [...new Set([...model.operations.keys(), ...model.operationImports.keys()])]
  const unknown = patterns.filter((pattern) => !names.some((name) => matchesPattern(pattern, name)))
  if (unknown.length === 0) return
  const problems = unknown.map((pattern) => thereIsNo('operation', pattern, names))
  throw new GenerateError('unknownOperation', unknown, problems.join(' '))
}
