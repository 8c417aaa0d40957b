import type { OperationDefinition, OperationValueType, TableDefinition } from '@dynamics-kit/odata'
import { createRowDecoder } from '../row/create-row-decoder.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { RawRow } from '../row/raw-row.ts'

/**
 * What an operation answered: a value or an array out of `value`, rows of generated tables decoded, everything else as it
 * came but for `@odata.context`.
 */
export function readResult(
  operation: OperationDefinition | undefined,
  result: OperationValueType | undefined,
  body: unknown,
): unknown {
  if (!isRawRow(body)) return body
  const table = result?.kind === 'row' && result.type !== undefined ? operation?.table(result.type) : undefined
  if (result === undefined) return operation === undefined ? withoutContext(body) : undefined
  const wrapped = result.collection || (result.kind !== 'complex' && result.kind !== 'row')
  if (!wrapped) return decode(table, body)
  const { value } = body
  return result.collection && Array.isArray(value) ? value.map((item) => decode(table, item)) : value
}

function decode(table: TableDefinition | undefined, value: unknown): unknown {
  if (!isRawRow(value)) return value
  return table === undefined ? withoutContext(value) : createRowDecoder({ table, expand: [] })(value, [])
}

function withoutContext(body: RawRow): object {
  const { '@odata.context': _, ...members } = body
  return members
}
