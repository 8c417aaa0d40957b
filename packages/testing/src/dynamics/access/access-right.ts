import { validation } from '../fault.ts'
import type { Verb } from './privilege-name.ts'

/** `accessright` of the verbs: the bits of an access mask, in order. */
export const accessRights: Readonly<Record<Verb, number>> = {
  Read: 1,
  Write: 2,
  Append: 4,
  AppendTo: 16,
  Create: 32,
  Delete: 65_536,
  Share: 262_144,
  Assign: 524_288,
}

const named = Object.entries(accessRights).map(([verb, bit]) => [`${verb}Access`, bit] as const)

/** `ReadAccess, WriteAccess` as the service writes it; `None` where there is none. */
export const printAccessMask = (mask: number): string =>
  named
    .filter(([, bit]) => (mask & bit) !== 0)
    .map(([name]) => name)
    .join(', ') || 'None'

/** @throws Fault 400 for a name that is none of a right */
export function parseAccessMask(text: unknown): number {
  if (typeof text === 'number') return text
  const names = typeof text === 'string' ? text.split(',').map((name) => name.trim()) : []
  let mask = 0
  for (const name of names) {
    const bit = name === 'None' ? 0 : named.find(([known]) => known === name)?.[1]
    if (bit === undefined) {
      throw validation('0x80040203', `'${name}' is no access right: expected ${named.map(([known]) => known).join()}.`)
    }
    mask |= bit
  }
  if (names.length === 0) throw validation('0x80040203', "The parameter 'AccessMask' is missing or no text.")
  return mask
}
