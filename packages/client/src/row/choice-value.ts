/**
 * The number of a choice, given by number or by label.
 *
 * @throws TypeError for an unknown label, naming those there are. Unknown numbers pass: options are added while programs run.
 */
export function choiceValue(options: Readonly<Record<string, number>>, value: unknown, column: string): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  const number = typeof value === 'string' && Object.hasOwn(options, value) ? options[value] : undefined
  if (number !== undefined) return number
  const labels = Object.keys(options).map((label) => `"${label}"`)
  throw new TypeError(`${column} takes a whole number or one of the labels ${labels.slice(0, 20).join(', ')}.`)
}
