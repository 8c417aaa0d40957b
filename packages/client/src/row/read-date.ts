/**
 * A point in time as the service writes it, `2024-04-05T18:30:00Z`, as a `Date`. That form is read by its digits: `Date.parse`
 * takes several times as long, and a page has thousands of them.
 */
export function readDate(text: string): Date {
  // 84 and 90 are T and Z.
  if (text.length === 20 && text.charCodeAt(10) === 84 && text.charCodeAt(19) === 90) {
    const year = two(text, 0) * 100 + two(text, 2)
    const time = Date.UTC(year, two(text, 5) - 1, two(text, 8), two(text, 11), two(text, 14), two(text, 17))
    if (year >= 100 && !Number.isNaN(time)) return new Date(time)
  }
  return new Date(text)
}

/** Two digits; not a number where there are none. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}
