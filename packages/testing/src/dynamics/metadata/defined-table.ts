import { isDerivedFrom } from '@dynamics-kit/odata'
import type { Schema } from '../schema/schema.ts'
import type { Table } from '../schema/table.ts'

/** Definitions call the type of owners, which `$metadata` names `principal`, by the name of its table. */
export const definedName = (table: Pick<Table, 'name'>): string => (table.name === 'principal' ? 'owner' : table.name)

/** The tables that have a definition: those with an entity set, without the sets of the definitions themselves. */
export function definedTables(schema: Schema): readonly Table[] {
  return schema.names
    .filter((name) => !isDerivedFrom(schema.model, name, 'crmmodelbaseentity'))
    .flatMap((name) => schema.table(name) ?? [])
    .toSorted((left, right) => (definedName(left) < definedName(right) ? -1 : 1))
}

export function findDefinedTable(schema: Schema, name: string): Table | undefined {
  const table = schema.table(name === 'owner' ? 'principal' : name) ?? schema.table(name)
  return table && table.set !== undefined && !isDerivedFrom(schema.model, table.name, 'crmmodelbaseentity')
    ? table
    : undefined
}
