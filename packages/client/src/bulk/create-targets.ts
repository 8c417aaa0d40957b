import type { TableDefinition } from '@dynamics-kit/odata'
import { encodeRow } from '../write/encode-row.ts'
import { typeOf } from './chunk-request.ts'
import type { EncodeTarget, Target } from './chunk-request.ts'

/** New rows as targets. Those without an id get one here, and are remembered for as long as they are on their way. */
export function createTargets(
  table: TableDefinition,
  newId: () => string,
): { readonly encode: EncodeTarget; readonly hasOwnId: (target: Target) => boolean } {
  const own = new WeakSet<Target>()
  return {
    encode(row) {
      const given = encodeRow(table, row, true)
      if (given[table.key] !== undefined) return { ...typeOf(table), ...given }
      const target = { ...typeOf(table), [table.key]: newId(), ...given }
      own.add(target)
      return target
    },
    hasOwnId: (target) => own.has(target),
  }
}
