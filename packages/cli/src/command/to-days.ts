import { InvalidArgumentError } from 'commander'

/** Reads a number of days of an option, at least so many and at most the two years that a credential lives. */
export const toDays =
  (least: 0 | 1) =>
  (text: string): number => {
    const days = Number(text)
    if (/^\d+$/.test(text) && days >= least && days <= 730) return days
    throw new InvalidArgumentError(`Give ${least} to 730 days.`)
  }
