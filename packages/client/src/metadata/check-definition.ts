/** What a member of a definition takes, in words, and whether a value is one. */
interface Taken {
  readonly what: string
  readonly is: (value: unknown) => boolean
}

/** What a definition takes, member by member. */
export type Members<Given> = { readonly [Name in keyof Given]-?: Taken }

export const TEXT: Taken = { what: 'text', is: (value) => typeof value === 'string' && value !== '' }
export const NUMBER: Taken = { what: 'a number', is: Number.isFinite }
export const WHOLE: Taken = { what: 'a whole number', is: Number.isSafeInteger }
export const YES_OR_NO: Taken = { what: 'true or false', is: (value) => typeof value === 'boolean' }
/** What another check looks at. */
export const OBJECT: Taken = { what: 'an object', is: (value) => Object(value) === value }
export const NAMES: Taken = { what: 'an array of logical names', is: (value) => isList(value, TEXT.is) }
export const LABEL: Taken = {
  what: "text, or texts by language code such as { 1033: 'Name' }",
  is: (value) => TEXT.is(value) || isLabels(value),
}
export const OPTIONS: Taken = {
  what: "an array of options such as { value: 1, label: 'Small' }",
  is: (value) => Array.isArray(value) && value.every((option) => isOption(option)),
}

/** One of these words. */
export function oneOf(...words: readonly string[]): Taken {
  return { what: words.join(', ').replace(/, ([^,]+)$/, ' or $1'), is: (value) => words.some((word) => word === value) }
}

/**
 * Refuses a definition that lacks what it needs, that has what it does not take, or has it of another kind: the service would say
 * little of it, or leave it out.
 *
 * @throws TypeError naming the members
 */
export function checkDefinition<Given extends object>(
  what: string,
  given: Given,
  needs: readonly (keyof Given & string)[],
  members: Members<Given>,
): void {
  const takes: Readonly<Record<string, Taken>> = members
  const names = Object.keys(takes).join(', ')
  if (!OBJECT.is(given)) throw new TypeError(`${what} is an object of ${names}.`)
  const missing = needs.filter((name) => given[name] === undefined || given[name] === '')
  if (missing.length > 0) throw new TypeError(`${what} needs ${missing.join(', ')}.`)
  for (const [name, value] of Object.entries(given)) {
    const taken = Object.hasOwn(takes, name) ? takes[name] : undefined
    if (taken === undefined) throw new TypeError(`${what} has no ${name}; it takes ${names}.`)
    if (value !== undefined && !taken.is(value)) throw new TypeError(`${what}: ${name} takes ${taken.what}.`)
  }
}

function isList(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => is(item))
}

function isLabels(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const texts = Object.entries(value)
  return texts.length > 0 && texts.every(([code, text]) => /^\d+$/.test(code) && TEXT.is(text))
}

function isOption(option: unknown): boolean {
  if (typeof option !== 'object' || option === null) return false
  const { value, label, color, ...others } = option as Readonly<Record<string, unknown>>
  return (
    LABEL.is(label) &&
    (value === undefined || WHOLE.is(value)) &&
    (color === undefined || TEXT.is(color)) &&
    Object.keys(others).length === 0
  )
}
