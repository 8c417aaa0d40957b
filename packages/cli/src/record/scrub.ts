import { createHash, randomBytes } from 'node:crypto'

/** Puts made-up text in the place of real text, the same for the same, so that what is equal stays equal. */
export interface Scrubber {
  /** A JSON value with made-up texts; ids, dates, numbers, and members of OData stay. */
  value(json: unknown): unknown
  /** An address whose quoted texts are made up. */
  address(path: string): string
}

/** What is made up cannot be turned back: it depends on a secret that ends with the recording. */
export function createScrubber(secret: Uint8Array = randomBytes(32)): Scrubber {
  const madeUp = (text: string): string =>
    pseudonym(text, createHash('sha256').update(secret).update(text).digest('hex'))
  const value = (json: unknown): unknown => {
    if (typeof json === 'string') return isHarmless(json) ? json : madeUp(json)
    if (Array.isArray(json)) return json.map(value)
    if (typeof json !== 'object' || json === null) return json
    return Object.fromEntries(
      Object.entries(json).map(([name, member]) => [name, isOData(name) ? member : value(member)]),
    )
  }
  return {
    value,
    address: (path) => path.replaceAll(/'((?:[^']|'')*)'/g, (whole, quoted: string) => scrubQuoted(whole, quoted)),
  }

  function scrubQuoted(whole: string, quoted: string): string {
    const text = decoded(quoted).replaceAll("''", "'")
    return isHarmless(text) || isName(text) ? whole : `'${encodeURIComponent(madeUp(text))}'`
  }
}

/** Nobody is told by these: GUIDs, dates, short numbers and lists of numbers. */
function isHarmless(text: string): boolean {
  return (
    /^[{(]?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}[)}]?$/i.test(text) ||
    /^\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?$/.test(text) ||
    /^-?\d{0,6}$/.test(text) ||
    /^-?\d+(?:,-?\d+)+$/.test(text)
  )
}

/** Names of tables and columns, as query functions and definitions quote them. */
function isName(text: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(text)
}

/** Links, types, ETags and names of tables are needed as they are; formatted values are texts as others. */
function isOData(name: string): boolean {
  return (name.includes('@odata.') || name.includes('@Microsoft.Dynamics.CRM.')) && !name.includes('FormattedValue')
}

/** Of the same kind, so that a program which looks at it goes on: an address of e-mail, of a page, a telephone number, words. */
function pseudonym(text: string, hash: string): string {
  const short = hash.slice(0, 8)
  if (/^\S+@\S+\.\S+$/.test(text)) return `person-${short}@contoso.example`
  if (/^https?:\/\//i.test(text)) return `https://contoso.example/${short}`
  if (/^[+\d][\d\s().-]{5,}$/.test(text))
    return `555-${String(Number.parseInt(short, 16) % 10_000_000).padStart(7, '0')}`
  return `Text ${short}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
