/**
 * Refuses options that were forgotten, before anything is read of them.
 *
 * @param example What to give: `{ administrator, url, name }`.
 * @throws {TypeError} Values are not repeated, they may be secrets.
 */
export function requireOptions(what: string, options: unknown, example: string): void {
  if (typeof options === 'object' && options !== null) return
  throw new TypeError(`${what}: takes options, such as ${what}(${example})`)
}

/**
 * Refuses a name that is no option, where all may be left out and a misspelt one would be without effect.
 *
 * @throws {TypeError} naming it and those there are
 */
export function knownOptions<Options extends object>(
  what: string,
  options: Options,
  known: Readonly<Record<keyof Options, 1>>,
): void {
  const names = Object.keys(known).join(', ')
  if (Object(options) !== options) throw new TypeError(`${what}: takes an object of ${names}`)
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(known, name)) throw new TypeError(`${name}: is no option of ${what}; there are ${names}`)
  }
}
