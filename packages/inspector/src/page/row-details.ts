import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Api } from './api.ts'
import { goTo, hashOf } from './route.ts'
import { Cell } from './row-grid.ts'
import { errorIn, propertiesOf, type Row, rowsIn } from './row.ts'
import type { Collection, Schema, TableFacts } from './schema.ts'
import { useAnswer } from './use-answer.ts'

interface RowDetailsProperties {
  readonly api: Api
  readonly schema: Schema
  readonly table: TableFacts
  readonly id: string
}

/** All columns of one row, and the rows that point to it. */
export function RowDetails({ api, schema, table, id }: RowDetailsProperties): VNode {
  const [empty, setEmpty] = useState(false)
  const row = useAnswer(async () => {
    const { status, body, text } = await api.webApi(`${table.entitySetName}(${id})`)
    if (status !== 200) throw new Error(errorIn(body, text))
    return body as Row
  }, [table, id])
  const close = (): void => goTo('tables', table.logicalName)
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [table])
  if (row.state === 'waiting') return html`<article class="details"><p class="note">Reading the row …</p></article>`
  if (row.state === 'failed')
    return html`<article class="details"><p class="error" role="alert">${row.message}</p></article>`
  const names = propertiesOf([row.value])
  const shown = empty ? names : names.filter((name) => row.value[name] !== null)
  return html`<article class="details">
    <div class="bar">
      <h3>${String(row.value[table.primaryName ?? table.primaryId] ?? id)}</h3>
      <label><input type="checkbox" checked=${empty} onChange=${() => setEmpty(!empty)} /> empty columns</label>
      <button class="quiet" title="Esc" onClick=${close}>Close</button>
    </div>
    <dl>
      ${shown.map(
        (name) =>
          html`<dt>${name}</dt>
            <dd><${Cell} row=${row.value} name=${name} /></dd>`,
      )}
    </dl>
    <h4>Related rows</h4>
    <${RelatedRows} api=${api} schema=${schema} table=${table} id=${id} />
  </article>`
}

/** Relations with rows at the other end; asked for together, because most have none. */
function RelatedRows({ api, schema, table, id }: RowDetailsProperties): VNode {
  const found = useAnswer(() => relatedRows(api, schema, table, id), [table, id])
  if (found.state === 'waiting') return html`<p class="note">Looking at ${table.collections.length} relations …</p>`
  if (found.state === 'failed') return html`<p class="error" role="alert">${found.message}</p>`
  if (found.value.length === 0) return html`<p class="note">No row points to this one.</p>`
  return html`${found.value.map(
    ({ collection, target, rows }) => html`
      <h5>${collection.name} <small>${target.logicalName}</small></h5>
      <ul>
        ${rows.map(
          (row) =>
            html`<li>
              <a href=${hashOf('tables', target.logicalName, String(row[target.primaryId]))}
                >${String(row[target.primaryName ?? ''] ?? row[target.primaryId])}</a
              >
            </li>`,
        )}
      </ul>
    `,
  )}`
}

interface Related {
  readonly collection: Collection
  readonly target: { readonly logicalName: string; readonly primaryId: string; readonly primaryName: string | null }
  readonly rows: readonly Row[]
}

/** Relations asked for at a time. */
const together = 8

async function relatedRows(api: Api, schema: Schema, table: TableFacts, id: string): Promise<readonly Related[]> {
  const tables = new Map((await schema.tables()).map((one) => [one.logicalName, one]))
  const found: Related[] = []
  const rest = [...table.collections]
  const next = async (): Promise<void> => {
    for (let collection = rest.shift(); collection; collection = rest.shift()) {
      const target = tables.get(collection.target)
      if (!target) continue
      const select = [target.primaryId, target.primaryName].filter((name) => name !== null).join(',')
      const path = `${table.entitySetName}(${id})/${collection.name}?$select=${select}&$top=20`
      // A few at a time is the point.
      // oxlint-disable-next-line no-await-in-loop
      const { status, body } = await api.webApi(path)
      const rows = status === 200 ? rowsIn(body) : []
      if (rows.length > 0) found.push({ collection, target, rows })
    }
  }
  await Promise.all(Array.from({ length: together }, next))
  return found.toSorted((left, right) => left.collection.name.localeCompare(right.collection.name))
}
