import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Api, HeldLimits, LimitValues, UsageOfUser } from './api.ts'
import type { ViewProperties } from './app.ts'
import { rowsIn } from './row.ts'
import { messageOf, useAnswer } from './use-answer.ts'

/** Milliseconds between two looks at what users did. */
const interval = 1000

const fields = [
  { name: 'requests', label: 'requests' },
  { name: 'executionSeconds', label: 'seconds of execution' },
  { name: 'concurrent', label: 'at once' },
  { name: 'windowSeconds', label: 'seconds of window' },
] as const

/** The limits of the service, where they are off: what is shown beside what users did. */
const ofTheService: LimitValues = { requests: 6000, executionSeconds: 1200, concurrent: 52, windowSeconds: 300 }

/** The service protection limits, and how far each user is from them. */
export function LimitsView({ api }: ViewProperties): VNode {
  const [held, setHeld] = useState<HeldLimits>()
  const [problem, setProblem] = useState('')
  const names = useAnswer(() => namesOf(api), [api])
  useEffect(() => {
    const look = (): void => void api.limits().then(setHeld, () => undefined)
    look()
    const timer = setInterval(look, interval)
    return () => clearInterval(timer)
  }, [api])
  const hold = async (limits: Partial<LimitValues> | 'off'): Promise<void> => {
    try {
      setHeld(await api.limit(limits))
      setProblem('')
    } catch (error) {
      setProblem(messageOf(error))
    }
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.target as HTMLFormElement)
    const given = Object.fromEntries(fields.map(({ name }) => [name, Number(form.get(name))]))
    // What the form does not show stays as it is.
    void hold({ ...(held?.limits === 'off' ? {} : held?.limits), ...given })
  }
  if (!held) return html`<p class="note">Reading limits …</p>`
  const { limits, users, now } = held
  const shown = limits === 'off' ? ofTheService : limits
  return html`<section>
    <div class="bar">
      <h2>Service protection limits</h2>
      <span role="status"
        >${limits === 'off' ? 'Off: requests are counted, and none is refused.' : 'Users are held to them.'}</span
      >
      <button onClick=${() => void hold('off')}>Off</button>
      <button onClick=${() => void hold({})}>As the service</button>
    </div>
    <form class="bar" onSubmit=${submit} key=${JSON.stringify(shown)}>
      ${fields.map(
        ({ name, label }) =>
          html`<label><input name=${name} type="number" min="1" defaultValue=${shown[name]} /> ${label}</label>`,
      )}
      <button>Hold to these</button>
    </form>
    ${problem !== '' && html`<p class="error" role="alert">${problem}</p>`}
    ${
      users.length === 0
        ? html`<p class="note">No user has asked anything yet.</p>`
        : html`<table>
            <thead>
              <tr>
                <th scope="col">user</th>
                <th scope="col">requests</th>
                <th scope="col">execution</th>
                <th scope="col">at once</th>
                <th scope="col">verdict</th>
              </tr>
            </thead>
            <tbody>
              ${users.map(
                (user) =>
                  html`<tr>
                    <td>${(names.state === 'here' && names.value.get(user.objectId)) || user.objectId}</td>
                    <td><${Share} used=${user.requests} limit=${shown.requests} /></td>
                    <td><${Share} used=${user.executionSeconds} limit=${shown.executionSeconds} unit=" s" /></td>
                    <td class="number">${user.concurrent}</td>
                    <td class=${user.refusedUntil === undefined ? 'good' : 'bad'}>${verdict(user, now)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
  </section>`
}

function Share({
  used,
  limit,
  unit = '',
}: {
  readonly used: number
  readonly limit: number
  readonly unit?: string
}): VNode {
  return html`<span class="share"
    ><meter value=${used} max=${limit} high=${limit * 0.8}></meter>
    <span class="number">${Math.round(used * 100) / 100}${unit} of ${limit}</span></span
  >`
}

function verdict({ refusedUntil }: UsageOfUser, now: number): string {
  if (refusedUntil === undefined) return 'within the limits'
  return `refused for ${Math.max(1, Math.ceil((refusedUntil - now) / 1000))} s more`
}

/** Names of users by their object id in the directory. */
async function namesOf(api: Api): Promise<ReadonlyMap<string, string>> {
  const { body } = await api.webApi('systemusers?$select=fullname,azureactivedirectoryobjectid')
  return new Map(rowsIn(body).map((row) => [String(row['azureactivedirectoryobjectid']), String(row['fullname'])]))
}
