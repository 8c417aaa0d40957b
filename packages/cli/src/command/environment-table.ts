import type { DynamicsClient } from '@dynamics-kit/client'
import { type ModelTable, tableOf } from '@dynamics-kit/typegen'
import { readEnvironmentModel } from '../generate/environment-model.ts'

/** A table as the environment defines it, and what `$metadata` says of the others. */
export interface EnvironmentTable extends ModelTable {
  other(logicalName: string): ModelTable
}

/**
 * Reads a table's definition, by logical name or entity set.
 *
 * @throws GenerateError when there is none of this name
 */
export async function readEnvironmentTable(
  dynamics: DynamicsClient,
  name: string,
  progress: (text: string) => void,
): Promise<EnvironmentTable> {
  const { model } = await readEnvironmentModel(dynamics, { tables: [name], solution: undefined }, progress)
  return { ...tableOf(model, name), other: (logicalName) => tableOf(model, logicalName) }
}
