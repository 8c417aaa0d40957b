import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Api } from './api.ts'
import { rowsIn } from './row.ts'
import { messageOf, useAnswer } from './use-answer.ts'

/** Milliseconds without a key before a query is explained again. */
const pause = 250

/** How the fake comes to the answer of a query, for a user, and what became of a row. */
export function Why({ api, text }: { readonly api: Api; readonly text: string }): VNode {
  const [row, setRow] = useState('')
  const [as, setAs] = useState('')
  const [explained, setExplained] = useState('')
  const users = useAnswer(async () => {
    const { body } = await api.webApi('systemusers?$select=fullname&$filter=isdisabled eq false&$orderby=fullname')
    return rowsIn(body)
  }, [api])
  useEffect(() => {
    let wanted = true
    const timer = setTimeout(() => {
      void api
        .explain({ request: text, row: row.trim(), as })
        .catch(messageOf)
        .then((told) => wanted && setExplained(told))
    }, pause)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [api, text, row, as])
  return html`<div class="why">
    <div class="bar">
      <label>
        for
        <select value=${as} onChange=${(event: Event) => setAs((event.target as HTMLSelectElement).value)}>
          <option value="">the administrator</option>
          ${
            users.state === 'here' &&
            users.value.map(
              (user) => html`<option value=${String(user['systemuserid'])}>${String(user['fullname'])}</option>`,
            )
          }
        </select>
      </label>
      <label>
        where is
        <input
          value=${row}
          placeholder="id of a row"
          size="36"
          onInput=${(event: InputEvent) => setRow((event.target as HTMLInputElement).value)}
        />
      </label>
    </div>
    <pre role="status">${explained}</pre>
  </div>`
}
