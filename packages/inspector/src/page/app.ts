import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Api } from './api.ts'
import { PlacePicker } from './place-picker.ts'
import { QueryView } from './query-view.ts'
import { RequestsView } from './requests-view.ts'
import { FaultsView } from './faults-view.ts'
import { LimitsView } from './limits-view.ts'
import { goTo, hashOf, useRoute } from './route.ts'
import type { Schema } from './schema.ts'
import { TablesView } from './tables-view.ts'
import { TokensView } from './tokens-view.ts'
import { UsersView } from './users-view.ts'
import { WorldView } from './world-view.ts'

/** What every view is given. */
export interface ViewProperties {
  readonly api: Api
  readonly schema: Schema
  /** What follows the view in the address. */
  readonly rest: readonly string[]
}

const views = [
  { name: 'tables', title: 'Tables', view: TablesView },
  { name: 'query', title: 'Query', view: QueryView },
  { name: 'requests', title: 'Requests', view: RequestsView },
  { name: 'tokens', title: 'Tokens', view: TokensView },
  { name: 'users', title: 'Users', view: UsersView },
  { name: 'limits', title: 'Limits', view: LimitsView },
  { name: 'faults', title: 'Faults', view: FaultsView },
  { name: 'world', title: 'World', view: WorldView },
] as const

/** The frame: which view, the keys that lead to it, and the view itself. */
export function App({ api, schema }: Pick<ViewProperties, 'api' | 'schema'>): VNode {
  const { view: name, rest } = useRoute()
  const [helps, setHelps] = useState(false)
  useKeys(() => setHelps((shown) => !shown))
  const current = views.find((one) => one.name === name)
  useEffect(() => {
    document.title = `${current?.title ?? 'Inspector'} - Dynamics 365 emulator`
  }, [current])
  return html`
    <header>
      <h1>Inspector</h1>
      <nav aria-label="Views">
        ${views.map(
          (one, index) =>
            html`<a
              href=${hashOf(one.name)}
              aria-current=${one === current ? 'page' : undefined}
              title="Key ${index + 1}"
              >${one.title}</a
            >`,
        )}
      </nav>
      <${PlacePicker} api=${api} />
      <button class="quiet" title="Key ?" aria-expanded=${helps} onClick=${() => setHelps(!helps)}>Keys</button>
    </header>
    ${helps && html`<${Keys} />`}
    <main>
      ${
        current
          ? html`<${current.view} key=${current.name} api=${api} schema=${schema} rest=${rest} />`
          : html`<p class="note">There is nothing at ${location.hash}.</p>`
      }
    </main>
  `
}

function Keys(): VNode {
  return html`<dl class="keys">
    <div>
      <dt>1 – ${views.length}</dt>
      <dd>views</dd>
    </div>
    <div>
      <dt>/</dt>
      <dd>filter</dd>
    </div>
    <div>
      <dt>↑ ↓</dt>
      <dd>another row</dd>
    </div>
    <div>
      <dt>Enter</dt>
      <dd>open it</dd>
    </div>
    <div>
      <dt>Ctrl Enter</dt>
      <dd>run the query</dd>
    </div>
    <div>
      <dt>Ctrl Space</dt>
      <dd>complete</dd>
    </div>
    <div>
      <dt>?</dt>
      <dd>these keys</dd>
    </div>
  </dl>`
}

/** Keys that work wherever nobody types. */
function useKeys(toggleHelp: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const view = views[Number(event.key) - 1]
      if (view) goTo(view.name)
      else if (event.key === '?') toggleHelp()
      else if (event.key === '/') document.querySelector<HTMLElement>('input[type=search]')?.focus()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null
}
