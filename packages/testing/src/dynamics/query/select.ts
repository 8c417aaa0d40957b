import { unknownProperty } from '../fault.ts'
import type { Column, Table } from '../schema/table.ts'

/** The columns an answer shows. */
export interface Selection {
  readonly columns: readonly Column[]
  /** As the caller named them, for the context URL; absent where all are meant. */
  readonly names: readonly string[] | undefined
}

/** Without `$select` every column; otherwise those named, what they pull in, and the key. */
export function compileSelection(table: Table, select: readonly string[] | undefined): Selection {
  if (!select || select.length === 0 || select.includes('*')) {
    return { columns: [...table.columns.values()].filter(isShown), names: undefined }
  }
  const columns = new Set<Column>()
  for (const name of select) columns.add(selectedColumn(table, name))
  for (const column of columns) for (const pulled of pulledBy(table, column)) columns.add(pulled)
  for (const name of [table.key, table.keyAlias]) {
    const column = name === undefined ? undefined : table.columns.get(name)
    if (column) columns.add(column)
  }
  return { columns: [...columns], names: [...new Set(select)] }
}

export const isShown = (column: Column): boolean => column.type !== 'other' || column.edmType.startsWith('Edm.')

function selectedColumn(table: Table, name: string): Column {
  const column = table.columns.get(name)
  if (column) return column
  // A lookup may be selected by its navigation property too; the answer holds its value.
  const navigation = table.navigations.get(name)
  const value = navigation?.kind === 'lookup' ? table.columns.get(navigation.property) : undefined
  if (!value) throw unknownProperty(name, table.qualifiedName)
  return value
}

const addressPart = /^(address\d_)(line\d|city|stateorprovince|postalcode|country)$/

/** Parts of an address bring the whole, money its currency. */
function pulledBy(table: Table, column: Column): Column[] {
  const address = addressPart.exec(column.name)?.[1]
  const names = [
    ...(address === undefined ? [] : [`${address}composite`]),
    ...(column.type === 'money' ? ['_transactioncurrencyid_value'] : []),
  ]
  return names.flatMap((name) => table.columns.get(name) ?? [])
}
