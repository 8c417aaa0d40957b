import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { ClockState } from './api.ts'
import type { ViewProperties } from './app.ts'
import { TenantsView } from './tenants-view.ts'
import { useAnswer } from './use-answer.ts'

const steps = [
  { label: '1 minute', milliseconds: 60_000 },
  { label: '5 minutes', milliseconds: 300_000 },
  { label: '1 hour', milliseconds: 3_600_000 },
  { label: '1 day', milliseconds: 86_400_000 },
  { label: '30 days', milliseconds: 2_592_000_000 },
] as const

/** The clock, beginning anew, and who is there. */
export function WorldView({ api, schema }: ViewProperties): VNode {
  const [clock, setClock] = useState<ClockState>()
  const [done, setDone] = useState('')
  const world = useAnswer(() => api.world(), [api, done])
  useEffect(() => {
    const look = (): void => void api.clock().then(setClock)
    look()
    const timer = setInterval(look, 1000)
    return () => clearInterval(timer)
  }, [api])
  const advance = async (milliseconds: number): Promise<void> => setClock(await api.advance(milliseconds))
  const reset = async (): Promise<void> => {
    await api.reset()
    schema.forget()
    setDone('The world is fresh again.')
  }
  return html`<section>
    <h2>Clock</h2>
    ${
      clock &&
      html`<p>
        <time>${new Date(clock.now).toISOString().replace('T', ' ').slice(0, 19)}</time> UTC${ahead(clock)}. Tokens,
        limits and expiry go by it.
      </p>`
    }
    <div class="bar">
      ${steps.map(
        ({ label, milliseconds }) => html`<button onClick=${() => void advance(milliseconds)}>+ ${label}</button>`,
      )}
    </div>
    <h2>World</h2>
    <p>Back to the seed: rows, definitions, apps, faults and requests since the start are forgotten.</p>
    <button class="danger" onClick=${() => confirm('Forget all changes?') && void reset()}>Reset</button>
    ${done !== '' && html`<p class="good" role="status">${done}</p>`}
    <h2>Tenants</h2>
    ${world.state === 'here' && html`<${TenantsView} world=${world.value} />`}
    ${world.state === 'failed' && html`<p class="error" role="alert">${world.message}</p>`}
  </section>`
}

function ahead({ now, machine }: ClockState): string {
  const seconds = Math.round((now - machine) / 1000)
  if (seconds === 0) return ''
  const days = Math.floor(seconds / 86_400)
  const rest = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19)
  return `, ${days > 0 ? `${days} d ` : ''}${rest} ahead of this machine`
}
