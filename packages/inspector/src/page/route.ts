import { useEffect, useState } from 'preact/hooks'

/** Where the page is: `#/tables/account/<id>`. */
export interface Route {
  readonly view: string
  /** What follows the view, decoded. */
  readonly rest: readonly string[]
}

/** The route, and again whenever it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash))
  useEffect(() => {
    const changed = (): void => setRoute(parseRoute(location.hash))
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [])
  return route
}

export function hashOf(view: string, ...rest: readonly string[]): string {
  return `#/${[view, ...rest].map(encodeURIComponent).join('/')}`
}

export function goTo(view: string, ...rest: readonly string[]): void {
  location.hash = hashOf(view, ...rest)
}

function parseRoute(hash: string): Route {
  const [view = '', ...rest] = hash.replace(/^#\/?/, '').split('/').map(decoded)
  return { view: view === '' ? 'tables' : view, rest }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
