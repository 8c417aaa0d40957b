import type { Property } from '@dynamics-kit/odata'
import { attributeOfSource } from '../../schema/attribute-of-source.ts'
import { key, stateAndStatus } from '../../schema/column-sources.ts'
import { audit, currency, owner } from '../../schema/common-columns.ts'
import { edmTypeOfSource } from '../../schema/standard-model.ts'
import { to } from '../../schema/column-sources.ts'
import type { ColumnSource, TableSource } from '../../schema/table-source.ts'
import { addColumn, addLookupEnd, propertyOf } from './add-column.ts'
import type { ModelEdit } from './model-edit.ts'

/** The columns that every custom table has: its key, state, owner, and who made it. */
export function addSystemColumns(edit: ModelEdit, table: TableSource, newId: () => string): void {
  const { name, schemaName } = table
  const columns: Record<string, ColumnSource> = {
    [`${name}id`]: { ...key(), label: table.label ?? schemaName },
    ...stateAndStatus({ Active: [0, { Active: 1 }], Inactive: [1, { Inactive: 2 }] }),
    ...audit({
      createdby: `lk_${name}_createdby`,
      modifiedby: `lk_${name}_modifiedby`,
      createdonbehalfby: `lk_${name}_createdonbehalfby`,
      modifiedonbehalfby: `lk_${name}_modifiedonbehalfby`,
    }),
    ...(table.ownership === 'UserOwned'
      ? owner({
          owner: `owner_${name}`,
          businessUnit: `business_unit_${name}`,
          user: `user_${name}`,
          team: `team_${name}`,
        })
      : {}),
  }
  for (const [logicalName, source] of Object.entries(columns)) addSourceColumn(edit, table, logicalName, source, newId)
}

/** A table with money in it has the currency it is in. */
export function addCurrencyColumns(edit: ModelEdit, table: TableSource, newId: () => string): void {
  if (edit.types.get(table.name)?.properties.has('_transactioncurrencyid_value')) return
  const columns = currency(to('transactioncurrency', `TransactionCurrency_${table.name}`))
  for (const [logicalName, source] of Object.entries(columns)) addSourceColumn(edit, table, logicalName, source, newId)
}

function addSourceColumn(
  edit: ModelEdit,
  table: TableSource,
  logicalName: string,
  source: ColumnSource,
  newId: () => string,
): void {
  const said = attributeOfSource(logicalName, source, table)
  const isKey = logicalName === `${table.name}id`
  const property: Property = propertyOf(
    { ...said, metadataId: newId(), ...(isKey ? { schemaName: `${table.schemaName}Id` } : {}) },
    edmTypeOfSource(source),
  )
  addColumn(edit, table.name, property)
  for (const target of source.targets ?? []) {
    if (target.partner === undefined || !edit.types.has(target.table)) continue
    addLookupEnd(edit, table.name, property.name, {
      table: target.table,
      navigation: logicalName,
      partner: target.partner,
    })
  }
}
