/**
 * Refuses a name that is no option: in plain JavaScript a misspelt one would be without effect, and a test would pass for the
 * wrong reason. Names that are missing in `known` do not compile.
 *
 * @throws {TypeError}
 */
export function knownNames<Options extends object>(
  what: string,
  given: Options | undefined,
  known: Readonly<Record<keyof Options, 1>>,
): void {
  const names = Object.keys(known).join(', ')
  if (given !== undefined && Object(given) !== given) throw new TypeError(`${what}: takes an object of ${names}`)
  for (const name of Object.keys(given ?? {})) {
    if (!Object.hasOwn(known, name)) throw new TypeError(`${name}: is no option of ${what}; there are ${names}`)
  }
}

/** A number from 0. @throws {TypeError} */
export function checkNumber(value: unknown, name: string): void {
  if (typeof value === 'number' && value >= 0) return
  throw new TypeError(`${name}: takes a number from 0`)
}
