/** Whether text can stand as a name in a URL: no brackets, quotes or blanks that would change what is asked. */
export function isColumnName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)
}
