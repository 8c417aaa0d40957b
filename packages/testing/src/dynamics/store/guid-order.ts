/**
 * Text that sorts GUIDs as SQL Server does: last group first, the first three groups byte-reversed. Rows without
 * `$orderby` come in this order.
 */
export function guidSortKey(guid: string): string {
  return (
    guid.slice(24) +
    guid.slice(19, 23) +
    guid.slice(16, 18) +
    guid.slice(14, 16) +
    guid.slice(11, 13) +
    guid.slice(9, 11) +
    guid.slice(6, 8) +
    guid.slice(4, 6) +
    guid.slice(2, 4) +
    guid.slice(0, 2)
  )
}
