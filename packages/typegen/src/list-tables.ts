import type { Model } from '@dynamics-kit/odata'
import { pickTables } from './plan/pick-tables.ts'

/**
 * Logical names of the tables that `generate` would pick, sorted: those whose definitions are worth reading.
 *
 * @throws GenerateError `unknownTable`
 */
export function listTables(model: Model, tables?: readonly string[]): readonly string[] {
  return pickTables(model, tables, []).map(({ type }) => type.name)
}
