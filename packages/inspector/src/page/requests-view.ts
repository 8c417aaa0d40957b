import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Api, SeenRequest, WebApiAnswer } from './api.ts'
import type { ViewProperties } from './app.ts'
import { messageOf } from './use-answer.ts'
import { asCurl, asTest, headersOf, textOf } from './request-texts.ts'

/** Milliseconds between two looks at the log. */
const interval = 1000

/** What the fake was asked, newest first. */
export function RequestsView({ api }: ViewProperties): VNode {
  const [requests, setRequests] = useState<readonly SeenRequest[]>([])
  const [wanted, setWanted] = useState('')
  const [own, setOwn] = useState(false)
  const [chosen, setChosen] = useState<SeenRequest>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const look = async (): Promise<void> => {
      if (!document.hidden) setRequests(await api.requests().catch(() => []))
      timer = setTimeout(() => void look(), interval)
    }
    void look()
    return () => clearTimeout(timer)
  }, [api])
  const text = wanted.toLowerCase()
  const shown = requests.filter(
    ({ service, method, url, status }) =>
      (own || service !== 'control') && `${service} ${method} ${url} ${status}`.toLowerCase().includes(text),
  )
  return html`<section>
    <div class="bar">
      <h2>Requests</h2>
      <input
        type="search"
        placeholder="Filter requests"
        aria-label="Filter requests"
        value=${wanted}
        onInput=${(event: InputEvent) => setWanted((event.target as HTMLInputElement).value)}
      />
      <label><input type="checkbox" checked=${own} onChange=${() => setOwn(!own)} /> control requests</label>
      <span>${shown.length}</span>
    </div>
    ${chosen && html`<${Chosen} key=${`${chosen.time} ${chosen.method} ${chosen.url}`} api=${api} request=${chosen} close=${() => setChosen(undefined)} />`}
    <div class="grid">
      <table>
        <thead>
          <tr>
            <th scope="col">time</th>
            <th scope="col">service</th>
            <th scope="col">method</th>
            <th scope="col">status</th>
            <th scope="col">address</th>
          </tr>
        </thead>
        <tbody>
          ${shown.toReversed().map(
            (request, index) =>
              html`<tr
                key=${shown.length - index}
                tabindex="0"
                aria-selected=${request === chosen ? 'true' : undefined}
                onClick=${() => setChosen(request)}
                onKeyDown=${(event: KeyboardEvent) => event.key === 'Enter' && setChosen(request)}
              >
                <td class="number"><time>${new Date(request.time).toISOString().slice(11, 23)}</time></td>
                <td>${request.service}</td>
                <td>${request.method}</td>
                <td class=${request.status > 0 && request.status < 400 ? '' : 'bad'}>${request.status || 'lost'}</td>
                <td><code>${shortened(request.url)}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}

function Chosen({
  api,
  request,
  close,
}: {
  readonly api: Api
  readonly request: SeenRequest
  readonly close: () => void
}): VNode {
  const [answer, setAnswer] = useState<WebApiAnswer>()
  const [copied, setCopied] = useState('')
  const [explained, setExplained] = useState('')
  const isReplayable = request.service === 'dynamics'
  const { method, body } = request
  const copy = async (what: string, text: string): Promise<void> => {
    await navigator.clipboard.writeText(text)
    setCopied(what)
  }
  const explain = async (): Promise<void> => {
    const asked = {
      request: `${method} ${request.url}`,
      body,
      ...(request.caller !== undefined && { as: request.caller }),
    }
    setExplained(await api.explain(asked).catch(messageOf))
  }
  const replay = async (): Promise<void> => {
    const { pathname, search } = new URL(request.url)
    if (method !== 'GET' && !confirm(`Send ${method} again?`)) return
    const headers = headersOf(request)
    setAnswer(
      await api.webApi(pathname + search, { method, headers, ...(body !== undefined && { body: textOf(body) }) }),
    )
  }
  return html`<article class="details">
    <div class="bar">
      <h3>${request.method} ${request.status}</h3>
      ${isReplayable && html`<button onClick=${() => void replay()}>Replay</button>`}
      ${isReplayable && html`<button onClick=${() => void explain()}>Explain</button>`}
      <button onClick=${() => void copy('curl', asCurl(request))}>Copy as curl</button>
      <button onClick=${() => void copy('test', asTest(request))}>Copy as test</button>
      ${copied !== '' && html`<span role="status">Copied as ${copied}.</span>`}
      <button class="quiet" onClick=${close}>Close</button>
    </div>
    <code>${readable(request.url)}</code>
    ${request.fault !== undefined && html`<p class="bad">Made to fail: ${request.fault}</p>`}
    ${explained !== '' && html`<pre role="status">${explained}</pre>`}
    ${body !== undefined && html`<pre>${typeof body === 'string' ? body : JSON.stringify(body, null, 2)}</pre>`}
    ${
      answer &&
      html`<pre>
${answer.status}
${answer.body === undefined ? answer.text : JSON.stringify(answer.body, null, 2)}</pre>`
    }
  </article>`
}

function shortened(url: string): string {
  return readable(url).replace(/^https?:\/\/[^/]+/, '')
}

function readable(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
