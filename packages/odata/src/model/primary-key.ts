import { findProperty, isDerivedFrom, keyOf } from './inheritance.ts'
import type { Model } from './model.ts'

/** Users and teams together: what can own a row. It has no rows that are neither. */
const PRINCIPAL = 'principal'

/**
 * The column that rows of a table are known by. Users and teams derive the key `ownerid` from `principal`, or repeat it; the
 * column that their rows are known by, in FetchXML and in tables of pairs, is their own: `systemuserid`.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs'
 * import { primaryKeyOf, readCsdl } from '@dynamics-kit/odata'
 *
 * primaryKeyOf(readCsdl(readFileSync('metadata.xml', 'utf8')), 'account') // 'accountid'
 * ```
 */
export function primaryKeyOf(model: Model, table: string): string | undefined {
  const defined = model.entityTypes.get(table)?.table?.primaryIdAttribute
  if (defined !== undefined) return defined
  const own = `${table}id`
  const derived = table !== PRINCIPAL && isDerivedFrom(model, table, PRINCIPAL)
  return derived && findProperty(model, table, own) ? own : keyOf(model, table)[0]
}
