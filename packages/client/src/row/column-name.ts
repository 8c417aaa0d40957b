/** Whether text can stand as a name in a URL: no brackets, quotes or blanks that would change what is asked. */
export function isColumnName(name: unknown): name is string {
  return typeof name === 'string' && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)
}
