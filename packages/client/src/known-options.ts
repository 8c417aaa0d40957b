import type { OperationOptions } from './query/query.ts'

/** The names of options; one that is missing here does not compile. */
export type OptionNames<Options> = Readonly<Record<keyof Options, 1>>

/** What every operation takes. */
export const OPERATION: OptionNames<OperationOptions> = { signal: 1, totalTimeout: 1 }

/**
 * Refuses a name that is no option, which would be without effect: of generic options, TypeScript lets misspelt ones pass, too.
 *
 * @throws TypeError naming it; values are not repeated, they may be secrets.
 */
export function knownOptions<Options extends object>(
  what: string,
  given: Options | undefined,
  known: OptionNames<Options>,
): void {
  const names = Object.keys(known).join(', ')
  if (given !== undefined && Object(given) !== given) throw new TypeError(`${what}: takes an object of ${names}`)
  for (const name in given) {
    if (!Object.hasOwn(known, name)) throw new TypeError(`${name}: is no option of ${what}; there are ${names}`)
  }
}
