const isText = (value: unknown): boolean => typeof value === 'string'
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)

/** What an option may take, as it is told to who gave something else. */
type Kind = 'a text' | 'a list of names' | 'a list of addresses' | 'true or false'

const kinds: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  'a text': isText,
  'a list of names': isTexts,
  'a list of addresses': isTexts,
  'true or false': (value) => typeof value === 'boolean',
}

/**
 * Refuses a name that is no option: in plain JavaScript a misspelt one would be without effect, and a test would pass for the
 * wrong reason. Names that are missing in `known` do not compile; of an option that is checked elsewhere it says 1.
 *
 * @throws {TypeError}
 */
export function knownNames<Options extends object>(
  what: string,
  given: Options | undefined,
  known: Readonly<Record<keyof Options, 1 | Kind>>,
): void {
  const names = Object.keys(known).join(', ')
  if (given !== undefined && Object(given) !== given) throw new TypeError(`${what}: takes an object of ${names}`)
  const options = new Map(Object.entries<1 | Kind>(known))
  for (const [name, value] of Object.entries(given ?? {})) {
    const kind = options.get(name)
    if (kind === undefined) throw new TypeError(`${name}: is no option of ${what}; there are ${names}`)
    if (kind !== 1 && value !== undefined && !kinds[kind](value)) throw new TypeError(`${name}: takes ${kind}.`)
  }
}

/** A number from 0. @throws {TypeError} */
export function checkNumber(value: unknown, name: string): void {
  if (typeof value === 'number' && value >= 0) return
  throw new TypeError(`${name}: takes a number from 0`)
}
