import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { NewFault, PlannedFault, PlannedFaults } from './api.ts'
import type { ViewProperties } from './app.ts'
import { messageOf, useAnswer } from './use-answer.ts'

/** Milliseconds between two looks at what waits. */
const interval = 1000

/** What is to go wrong, and what waits to do so. */
export function FaultsView({ api, schema }: ViewProperties): VNode {
  const [faults, setFaults] = useState<PlannedFaults>()
  const [problem, setProblem] = useState('')
  const tables = useAnswer(() => schema.tables(), [schema])
  useEffect(() => {
    const look = (): void => void api.faults().then(setFaults, () => undefined)
    look()
    const timer = setInterval(look, interval)
    return () => clearInterval(timer)
  }, [api])
  const change = async (changed: Promise<PlannedFaults>): Promise<void> => {
    try {
      setFaults(await changed)
      setProblem('')
    } catch (error) {
      setProblem(messageOf(error))
    }
  }
  const plan = (event: SubmitEvent): void => {
    event.preventDefault()
    void change(api.planFault(readForm(new FormData(event.target as HTMLFormElement))))
  }
  if (!faults) return html`<p class="note">Reading faults …</p>`
  const sets = tables.state === 'here' ? tables.value.map(({ entitySetName }) => entitySetName) : []
  return html`<section>
    <h2>Faults</h2>
    <p>
      What goes wrong with requests to the Web API, the next one unless told otherwise, operations of a batch included.
    </p>
    <form class="bar" onSubmit=${plan}>
      <label
        >fail
        <select name="fail">
          ${faults.names.map((name) => html`<option>${name}</option>`)}
        </select></label
      >
      <label>
        on
        <select name="on">
          <option value="">anything</option>
          ${faults.operations.map((name) => html`<option>${name}</option>`)}
        </select>
      </label>
      <label>
        of
        <select name="table">
          <option value="">any table</option>
          ${sets.map((name) => html`<option>${name}</option>`)}
        </select>
      </label>
      <label><input name="times" type="number" min="1" defaultValue="1" /> times</label>
      <label><input name="always" type="checkbox" /> always</label>
      <label>after <input name="after" type="number" min="0" defaultValue="0" /></label>
      <button>Plan</button>
    </form>
    ${problem !== '' && html`<p class="error" role="alert">${problem}</p>`}
    ${
      faults.waiting.length === 0
        ? html`<p class="note">Nothing waits to go wrong.</p>`
        : html`<table>
            <thead>
              <tr>
                <th scope="col">fault</th>
                <th scope="col">on</th>
                <th scope="col">times left</th>
                <th scope="col">after</th>
                <td></td>
              </tr>
            </thead>
            <tbody>
              ${faults.waiting.map(
                (fault, place) =>
                  html`<tr>
                    <td>${fault.name}</td>
                    <td>${aboutOf(fault)}</td>
                    <td class="number">${fault.left ?? 'always'}</td>
                    <td class="number">${fault.after}</td>
                    <td><button onClick=${() => void change(api.stopFault(place, fault.name))}>Take back</button></td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
  </section>`
}

function aboutOf({ operation, table }: PlannedFault): string {
  return [operation ?? 'anything', ...(table === undefined ? [] : [`of ${table}`])].join(' ')
}

function readForm(form: FormData): NewFault {
  const text = (name: string): string => String(form.get(name) ?? '')
  const on = text('on')
  const table = text('table')
  return {
    fail: text('fail'),
    ...(on !== '' && { on }),
    ...(table !== '' && { table }),
    ...(form.has('always') ? { always: true } : { times: Number(text('times')) }),
    after: Number(text('after')),
  }
}
