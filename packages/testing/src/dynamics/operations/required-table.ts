import type { Actor } from '../exchange.ts'
import { unknownSegment } from '../fault.ts'
import type { Table } from '../schema/table.ts'

/** @throws Fault 404 where the schema has no such table */
export function requiredTable({ organization }: Pick<Actor, 'organization'>, name: string): Table {
  const table = organization.schema.table(name)
  if (!table) throw unknownSegment(name)
  return table
}
