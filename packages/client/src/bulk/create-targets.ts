import type { TableDefinition } from '@dynamics-kit/odata'
import { encodeRow } from '../write/encode-row.ts'
import { typeOf } from './chunk-request.ts'
import type { Target } from './chunk-request.ts'

/**
 * New rows as targets. Those without an id get the one that `idAt` gives for their place, and are remembered for as long as they
 * are on their way.
 */
export function createTargets(
  table: TableDefinition,
  idAt: (index: number) => string,
): {
  readonly encode: (row: object, index: number) => Target
  readonly hasOwnId: (target: Target) => boolean
} {
  const own = new WeakSet<Target>()
  return {
    encode(row, index) {
      const given = encodeRow(table, row, true)
      if (given[table.key] !== undefined) return { ...typeOf(table), ...given }
      const target = { ...typeOf(table), [table.key]: idAt(index), ...given }
      own.add(target)
      return target
    },
    hasOwnId: (target) => own.has(target),
  }
}
