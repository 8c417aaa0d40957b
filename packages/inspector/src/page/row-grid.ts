import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { hashOf } from './route.ts'
import { formattedSuffix, lookupTableSuffix, type Row, shownValue } from './row.ts'

export interface RowGridProperties {
  readonly rows: readonly Row[]
  /** Names of the properties to show. */
  readonly columns: readonly string[]
  /** What Enter and a click on a row do. */
  readonly open?: (row: Row) => void
  readonly isOpen?: (row: Row) => boolean
}

/** Rows as a table; arrows move among them. */
export function RowGrid({ rows, columns, open, isOpen }: RowGridProperties): VNode {
  const keyPressed = (event: KeyboardEvent, row: Row): void => {
    const element = event.currentTarget as HTMLElement
    const other = event.key === 'ArrowDown' ? element.nextElementSibling : element.previousElementSibling
    if (event.key === 'Enter') open?.(row)
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') (other as HTMLElement | null)?.focus()
    else return
    event.preventDefault()
  }
  return html`<div class="grid">
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, index) =>
            html`<tr
              tabindex=${open ? '0' : undefined}
              aria-selected=${isOpen?.(row) ? 'true' : undefined}
              key=${String(row['@odata.etag'] ?? '') + String(index)}
              onClick=${() => open?.(row)}
              onKeyDown=${(event: KeyboardEvent) => keyPressed(event, row)}
            >
              ${columns.map((column) => html`<td><${Cell} row=${row} name=${column} /></td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** One value: the formatted one where there is, lookups as links. */
export function Cell({ row, name }: { readonly row: Row; readonly name: string }): VNode | string {
  const value = row[name]
  if (value === null || value === undefined) return html`<span class="null">null</span>`
  const formatted = row[name + formattedSuffix]
  const table = row[name + lookupTableSuffix]
  const text = typeof formatted === 'string' ? formatted : shownValue(value)
  if (typeof table === 'string' && typeof value === 'string') {
    return html`<a href=${hashOf('tables', table, value)} title="${table} ${value}" onClick=${stayHere}>${text}</a>`
  }
  return html`<span class=${typeof value === 'number' ? 'number' : ''} title=${shownValue(value)}>${text}</span>`
}

/** The row below must not open as well. */
const stayHere = (event: Event): void => event.stopPropagation()
