/** A count as it was given. @throws RangeError for anything but a whole number from 1 to `most`. */
export function positive(option: string, count: number, most: number): number {
  if (!Number.isInteger(count) || count < 1 || count > most) {
    throw new RangeError(
      `${option} takes a whole number from 1${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}.`,
    )
  }
  return count
}
