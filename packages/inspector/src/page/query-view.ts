import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { WebApiAnswer } from './api.ts'
import type { ViewProperties } from './app.ts'
import type { Known } from './completion.ts'
import { QueryBox } from './query-box.ts'
import { addressOf } from './query-address.ts'
import { hashOf } from './route.ts'
import { RowGrid } from './row-grid.ts'
import { errorIn, propertiesOf, rowsIn } from './row.ts'
import { messageOf, useAnswer } from './use-answer.ts'
import { Why } from './why.ts'

const example = 'accounts?$select=name,revenue&$orderby=revenue desc&$top=10'

/** A query in OData or FetchXML, and its rows. */
export function QueryView({ api, schema, rest }: ViewProperties): VNode {
  const [text, setText] = useState(rest[0] ?? example)
  const [answer, setAnswer] = useState<WebApiAnswer | { readonly problem: string }>()
  const [raw, setRaw] = useState(false)
  const [asksWhy, setAsksWhy] = useState(false)
  const known = useAnswer(async (): Promise<Known> => {
    const [tables, language] = await Promise.all([schema.tables(), api.language()])
    return { tables, language, table: (name) => schema.table(name).catch(() => undefined) }
  }, [api, schema])
  const run = async (): Promise<void> => {
    try {
      history.replaceState(null, '', hashOf('query', text))
      setAnswer(await api.webApi(addressOf(text, await schema.tables())))
    } catch (error) {
      setAnswer({ problem: messageOf(error) })
    }
  }
  useEffect(() => {
    if (rest[0] !== undefined) void run()
  }, [])
  return html`<section class="query">
    <${QueryBox}
      text=${text}
      known=${known.state === 'here' ? known.value : undefined}
      change=${setText}
      run=${() => void run()}
    />
    <div class="bar">
      <button onClick=${() => void run()} title="Ctrl Enter">Run</button>
      <button aria-expanded=${asksWhy} onClick=${() => setAsksWhy(!asksWhy)}>Explain</button>
      <label><input type="checkbox" checked=${raw} onChange=${() => setRaw(!raw)} /> JSON</label>
      ${
        answer &&
        'status' in answer &&
        html`<span class=${answer.status < 400 ? '' : 'bad'}>
          ${answer.status}, ${answer.milliseconds.toFixed(1)} ms, ${counted(rowsIn(answer.body).length)}</span
        >`
      }
    </div>
    ${asksWhy && html`<${Why} api=${api} text=${text} />`} ${answer && html`<${Outcome} answer=${answer} raw=${raw} />`}
  </section>`
}

const counted = (rows: number): string => `${rows} ${rows === 1 ? 'row' : 'rows'}`

function Outcome({
  answer,
  raw,
}: {
  readonly answer: WebApiAnswer | { readonly problem: string }
  readonly raw: boolean
}): VNode {
  if ('problem' in answer) return html`<p class="error" role="alert">${answer.problem}</p>`
  if (raw) return html`<pre>${answer.body === undefined ? answer.text : JSON.stringify(answer.body, null, 2)}</pre>`
  if (answer.status >= 400) return html`<p class="error" role="alert">${errorIn(answer.body, answer.text)}</p>`
  const rows = rowsIn(answer.body)
  if (rows.length === 0) return html`<p class="note">No rows.</p>`
  return html`<${RowGrid} rows=${rows} columns=${propertiesOf(rows)} />`
}
