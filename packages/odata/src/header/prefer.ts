/** What a `Prefer` header asks for (RFC 7240; OData 4.0 Protocol 8.2.8). Nothing is asked by default. */
export interface Preferences {
  /** `return=representation`; `false` is `return=minimal`. */
  readonly returnRepresentation?: boolean
  /** `odata.include-annotations="*"`: names, `*`, or `prefix*`. */
  readonly includeAnnotations?: readonly string[]
  /** `odata.maxpagesize=n`: rows on a page. */
  readonly maxPageSize?: number
  /** `odata.track-changes` */
  readonly trackChanges?: boolean
  /** `odata.continue-on-error`, of a batch. */
  readonly continueOnError?: boolean
  /** `respond-async` */
  readonly respondAsync?: boolean
  /** `callback; url="…"`: where to post the end of an asynchronous call. */
  readonly callbackUrl?: string
}

/**
 * The value of a `Prefer` header: `return=representation,odata.include-annotations="*"`. Empty when nothing is asked.
 *
 * @throws TypeError when a value cannot stand in a header, and for a page size that is no whole number above 0.
 * @example
 * ```ts
 * import { printPrefer } from '@dynamics-kit/odata'
 *
 * printPrefer({ returnRepresentation: true, includeAnnotations: ['*'] }) // 'return=representation,odata.include-annotations="*"'
 * ```
 */
export function printPrefer(preferences: Preferences): string {
  const { returnRepresentation, includeAnnotations, maxPageSize, callbackUrl } = preferences
  const items: string[] = []
  if (returnRepresentation !== undefined) items.push(`return=${returnRepresentation ? 'representation' : 'minimal'}`)
  if (includeAnnotations) items.push(`odata.include-annotations=${quoted(includeAnnotations.join(','))}`)
  if (maxPageSize !== undefined) items.push(`odata.maxpagesize=${pageSize(maxPageSize)}`)
  if (preferences.trackChanges) items.push('odata.track-changes')
  if (preferences.continueOnError) items.push('odata.continue-on-error')
  if (preferences.respondAsync) items.push('respond-async')
  if (callbackUrl !== undefined) items.push(`callback; url=${quoted(callbackUrl)}`)
  return items.join(',')
}

const TEXT_OF_A_HEADER = /^[\t\u0020-\u007e]*$/u

function quoted(text: string): string {
  if (!TEXT_OF_A_HEADER.test(text)) throw new TypeError('A preference takes printable ASCII only.')
  return `"${text.replace(/["\\]/gu, String.raw`\$&`)}"`
}

function pageSize(value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw new TypeError('maxPageSize must be a whole number above 0.')
  return value
}

/**
 * Reads a `Prefer` or `Preference-Applied` header. What is not known or makes no sense is left out, because a preference
 * binds nobody; of a repeated one the first counts (RFC 7240, 2).
 */
export function parsePrefer(text: string): Preferences {
  const found: { -readonly [Name in keyof Preferences]: Preferences[Name] } = {}
  for (const [name, value, parameters] of readPreferences(text)) {
    switch (name) {
      case 'return':
        if (value === 'representation' || value === 'minimal') found.returnRepresentation ??= value === 'representation'
        break
      case 'odata.include-annotations':
      case 'include-annotations':
        found.includeAnnotations ??= value
          .split(',')
          .map((item) => item.trim())
          .filter((item) => item !== '')
        break
      case 'odata.maxpagesize':
      case 'maxpagesize':
        if (/^[1-9]\d{0,9}$/u.test(value)) found.maxPageSize ??= Number(value)
        break
      case 'odata.track-changes':
      case 'track-changes':
        found.trackChanges = true
        break
      case 'odata.continue-on-error':
      case 'continue-on-error':
        if (value !== 'false') found.continueOnError ??= true
        break
      case 'respond-async':
        found.respondAsync = true
        break
      case 'odata.callback':
      case 'callback': {
        const url = parameters.get('url')
        if (url !== undefined) found.callbackUrl ??= url
        break
      }
    }
  }
  return found
}

const PART = /\s*([^\s=;,"]+)(?:\s*=\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^\s;,"]*)))?\s*([;,]|$)/uy

/** Preferences with their value and parameters. Reading stops at what is no preference. */
function readPreferences(text: string): [name: string, value: string, parameters: Map<string, string>][] {
  const preferences: [string, string, Map<string, string>][] = []
  let parameters: Map<string, string> | undefined
  PART.lastIndex = 0
  for (let part = PART.exec(text); part; part = PART.exec(text)) {
    const name = (part[1] ?? '').toLowerCase()
    const value = part[2]?.replace(/\\(.)/gu, '$1') ?? part[3] ?? ''
    if (parameters) {
      parameters.set(name, value)
    } else {
      parameters = new Map()
      preferences.push([name, value, parameters])
    }
    if (part[4] !== ';') parameters = undefined
    if (part[4] === '') break
  }
  return preferences
}
