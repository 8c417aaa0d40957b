import { closedColumns, type ColumnPermission, profilesAllowing, profilesOf } from '../access/column-security.ts'
import type { Scan } from '../query/scan.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import type { ExplainedColumn } from './explanation.ts'

const permissions = { cancreate: 'create', canread: 'read', canupdate: 'update' } as const

/** What column security keeps from the caller, and who would not be kept from it. */
export function explainedColumn(
  scan: Scan,
  table: Table,
  column: string,
  permission: ColumnPermission,
  row?: Row,
): ExplainedColumn {
  const { store } = scan
  const names = (ids: Iterable<unknown>): string[] =>
    [...ids].map((id) => String(store.table('fieldsecurityprofile').get(String(id))?.['name'] ?? id)).toSorted()
  const property = table.attributes.get(column)?.name ?? column
  return {
    table: table.name,
    name: column,
    permission: permissions[permission],
    ...(row ? { hasValue: (row[property] ?? null) !== null } : {}),
    profiles: names(profilesOf(scan)),
    grantedBy: names(profilesAllowing(store, table.name, column, permission)),
  }
}

/** Secured columns of a table that are empty for the caller. */
export const hiddenColumns = (scan: Scan, table: Table, row: Row | undefined): ExplainedColumn[] =>
  closedColumns(scan, table, 'canread').map(({ attribute }) => explainedColumn(scan, table, attribute, 'canread', row))
