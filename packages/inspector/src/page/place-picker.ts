import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { Api } from './api.ts'
import { useAnswer } from './use-answer.ts'

/** Which environment the page is of, by its tenant, and the way to the pages of the others. */
export function PlacePicker({ api }: { readonly api: Api }): VNode | undefined {
  const answer = useAnswer(() => api.places(), [api])
  const places = answer.state === 'here' ? answer.value : []
  if (places.length < 2) return undefined
  const tenants = [...new Set(places.map(({ tenant }) => tenant))]
  return html`<select aria-label="Environment" value=${location.origin} onChange=${go}>
    ${tenants.map(
      (tenant) =>
        html`<optgroup key=${tenant} label=${tenant}>
          ${places
            .filter((place) => place.tenant === tenant)
            .map(({ url, name }) => html`<option key=${url} value=${url}>${tenant}: ${name}</option>`)}
        </optgroup>`,
    )}
  </select>`
}

function go(event: Event): void {
  const { value } = event.target as HTMLSelectElement
  location.href = `${value}/_inspector/${location.hash}`
}
