import type { DynamicsClient } from '@dynamics-kit/client'
import { type ModelTable, tableOf } from '@dynamics-kit/typegen'
import { readEnvironmentModel } from '../generate/environment-model.ts'

/**
 * A table as the environment defines it, by logical name or entity set.
 *
 * @throws GenerateError when there is none of this name
 */
export async function readEnvironmentTable(
  dynamics: DynamicsClient,
  name: string,
  progress: (text: string) => void,
): Promise<ModelTable> {
  const { model } = await readEnvironmentModel(dynamics, { tables: [name], solution: undefined }, progress)
  return tableOf(model, name)
}
