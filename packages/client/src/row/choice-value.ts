import type { ChoiceOptions } from '@dynamics-kit/odata'

/**
 * The number of a choice, given by number or by label.
 *
 * @throws TypeError for an unknown label, naming those there are, and for a label that several options have. Unknown
 * numbers pass: options are added while programs run.
 */
export function choiceValue(options: ChoiceOptions, value: unknown, column: string): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  const numbers = Object.keys(options).filter((number) => options[Number(number)] === value)
  if (numbers.length === 1) return Number(numbers[0])
  if (numbers.length > 1) {
    throw new TypeError(
      `${column} has several options labelled "${String(value)}": give its number, ${numbers.join(' or ')}.`,
    )
  }
  const labels = Object.values(options).map((label) => `"${label}"`)
  throw new TypeError(`${column} takes a whole number or one of the labels ${labels.slice(0, 20).join(', ')}.`)
}
