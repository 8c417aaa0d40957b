import type { Expression, TableDefinition } from '@dynamics-kit/odata'
import { expressionOf } from './expression-of.ts'
import { filterRow } from './filter-row.ts'
import { joined } from './joined.ts'

/**
 * A filter, with what `where` was given.
 *
 * @throws TypeError for what is no condition, no column, or no value of its column.
 */
export function filtered(
  table: TableDefinition | undefined,
  filter: Expression | undefined,
  where: unknown,
): Expression {
  const expression = expressionOf(typeof where === 'function' ? where(filterRow(table)) : where)
  return joined('and', filter === undefined ? [expression] : [filter, expression])
}
