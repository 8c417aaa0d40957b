/**
 * Refuses a definition without what it cannot do without.
 *
 * @throws TypeError naming the members that are missing
 */
export function needed<Given extends object>(
  what: string,
  given: Given,
  names: readonly (keyof Given & string)[],
): void {
  if (typeof given !== 'object' || given === null) throw new TypeError(`${what} is an object of ${names.join(', ')}.`)
  const missing = names.filter((name) => given[name] === undefined || given[name] === '')
  if (missing.length > 0) throw new TypeError(`${what} needs ${missing.join(', ')}.`)
}
