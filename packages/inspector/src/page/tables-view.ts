import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ViewProperties } from './app.ts'
import type { Api } from './api.ts'
import { goTo, hashOf } from './route.ts'
import { RowDetails } from './row-details.ts'
import { RowGrid } from './row-grid.ts'
import { errorIn, propertiesOf, type Row, rowsIn } from './row.ts'
import type { Schema, TableFacts, TableName } from './schema.ts'
import { type Answered, useAnswer } from './use-answer.ts'

/** The tables, the rows of one, and one of them with what it leads to. */
export function TablesView({ api, schema, rest }: ViewProperties): VNode {
  const [logicalName, id] = rest
  const tables = useAnswer(() => schema.tables(), [schema])
  const [wanted, setWanted] = useState('')
  return html`<div class="columns">
    <aside>
      <input
        type="search"
        placeholder="Filter tables"
        aria-label="Filter tables"
        value=${wanted}
        onInput=${(event: InputEvent) => setWanted((event.target as HTMLInputElement).value)}
      />
      <${TableList} tables=${tables} wanted=${wanted} current=${logicalName} />
    </aside>
    ${
      logicalName === undefined
        ? html`<p class="note">Choose a table.</p>`
        : html`<${TableRows} key=${logicalName} api=${api} schema=${schema} logicalName=${logicalName} id=${id} />`
    }
  </div>`
}

function TableList({
  tables,
  wanted,
  current,
}: {
  readonly tables: Answered<readonly TableName[]>
  readonly wanted: string
  readonly current: string | undefined
}): VNode {
  if (tables.state === 'waiting') return html`<p class="note">Reading definitions …</p>`
  if (tables.state === 'failed') return html`<p class="error" role="alert">${tables.message}</p>`
  const text = wanted.toLowerCase()
  const shown = tables.value.filter(
    ({ logicalName, label }) => logicalName.includes(text) || label.toLowerCase().includes(text),
  )
  return html`<ul class="tables">
    ${shown.map(
      ({ logicalName, label }) =>
        html`<li key=${logicalName}>
          <a href=${hashOf('tables', logicalName)} aria-current=${logicalName === current ? 'true' : undefined}>
            ${label} <small>${logicalName}</small>
          </a>
        </li>`,
    )}
  </ul>`
}

interface TableRowsProperties {
  readonly api: Api
  readonly schema: Schema
  readonly logicalName: string
  readonly id: string | undefined
}

function TableRows({ api, schema, logicalName, id }: TableRowsProperties): VNode {
  const facts = useAnswer(() => schema.table(logicalName), [schema, logicalName])
  if (facts.state === 'waiting') return html`<p class="note">Reading ${logicalName} …</p>`
  if (facts.state === 'failed') return html`<p class="error" role="alert">${facts.message}</p>`
  return html`<section>
    <${Rows} api=${api} table=${facts.value} id=${id} />
    ${id !== undefined && html`<${RowDetails} key=${id} api=${api} schema=${schema} table=${facts.value} id=${id} />`}
  </section>`
}

/** What the grid has so far. */
interface Loaded {
  readonly rows: readonly Row[]
  readonly next: string | undefined
  /** Rows that there are, as the service counts them. */
  readonly count: string | undefined
  readonly problem: string | undefined
}

function Rows({
  api,
  table,
  id,
}: {
  readonly api: Api
  readonly table: TableFacts
  readonly id: string | undefined
}): VNode {
  const [loaded, setLoaded] = useState<Loaded>()
  const [all, setAll] = useState(false)
  const asked = useRef(0)
  const read = async (path: string, before: readonly Row[]): Promise<void> => {
    const turn = ++asked.current
    const { status, body, text } = await api.webApi(path)
    if (turn !== asked.current) return
    const failed = status !== 200
    setLoaded({
      rows: failed ? before : [...before, ...rowsIn(body)],
      next: failed ? undefined : nextLinkIn(body),
      count: countIn(body),
      problem: failed ? errorIn(body, text) : undefined,
    })
  }
  const begin = `${table.entitySetName}?$count=true`
  useEffect(() => void read(begin, []), [table])
  if (loaded === undefined) return html`<p class="note">Reading rows …</p>`
  const { rows, next, count, problem } = loaded
  const columns = all ? propertiesOf(rows) : mainColumns(table, rows)
  return html`
    <div class="bar">
      <h2>${table.label} <small>${table.entitySetName}</small></h2>
      <span>${rows.length}${next === undefined ? '' : ` of ${count ?? 'more'}`} rows</span>
      <label><input type="checkbox" checked=${all} onChange=${() => setAll(!all)} /> all columns</label>
      <button onClick=${() => read(begin, [])}>Refresh</button>
      <a href=${hashOf('query', `${table.entitySetName}?$select=${table.primaryName ?? table.primaryId}&$top=10`)}
        >Query</a
      >
    </div>
    ${problem !== undefined && html`<p class="error" role="alert">${problem}</p>`}
    ${
      rows.length === 0 && problem === undefined
        ? html`<p class="note">No rows.</p>`
        : html`<${RowGrid}
            rows=${rows}
            columns=${columns}
            open=${(row: Row) => goTo('tables', table.logicalName, String(row[table.primaryId]))}
            isOpen=${(row: Row) => row[table.primaryId] === id}
          />`
    }
    ${next !== undefined && html`<button onClick=${() => read(next, rows)}>More rows</button>`}
  `
}

/** The service counts no further. */
const mostCounted = 5000

function countIn(body: unknown): string | undefined {
  const count: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, '@odata.count') : undefined
  if (typeof count !== 'number') return undefined
  return count < mostCounted ? String(count) : `${mostCounted}+`
}

function nextLinkIn(body: unknown): string | undefined {
  const link: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, '@odata.nextLink') : undefined
  return typeof link === 'string' ? link : undefined
}

/** Columns a person wants to see first. */
const usual = 8

/** The name, then columns that tell rows apart, then other filled ones; those that every table has come last. */
function mainColumns(table: TableFacts, rows: readonly Row[]): readonly string[] {
  const filled = propertiesOf(rows).filter(
    (name) => name !== table.primaryId && name !== table.primaryName && rows.some((row) => row[name] !== null),
  )
  const telling = filled.filter((name) => rows.some((row) => row[name] !== rows[0]?.[name]))
  const order = [telling, filled].flatMap((names) => names.filter((name) => !isCommon(name)))
  return [table.primaryName ?? table.primaryId, ...new Set([...order, ...filled])].slice(0, usual)
}

function isCommon(name: string): boolean {
  return /^(_?(created|modified|owner|owning)|versionnumber|importsequence|timezone|utcconversion|statuscode|exchangerate)/.test(
    name,
  )
}
