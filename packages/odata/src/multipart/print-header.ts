import { consistsOf, hasControlCharacter, tokenCharacters } from './characters.ts'

/** Prints a header with its line end: `Content-Type: application/json`. @throws TypeError when a line cannot hold it. */
export type HeaderPrinter = (name: string, value: string) => string

/** Lines that are remembered for one name; more are values such as ETags, which do not come again. */
const REMEMBERED = 50

/** A printer for one body, in which the same few headers come again and again: each is checked and put together once. */
export function createHeaderPrinter(): HeaderPrinter {
  const linesByName = new Map<string, Map<string, string>>()
  return (name, value) => {
    let lines = linesByName.get(name)
    const known = lines?.get(value)
    if (known !== undefined) return known
    const line = headerName(name) + ': ' + headerValue(name, value) + '\r\n'
    if (!lines) linesByName.set(name, (lines = new Map()))
    if (lines.size < REMEMBERED) lines.set(value, line)
    return line
  }
}

function headerName(name: string): string {
  if (!consistsOf(tokenCharacters, name)) throw new TypeError('The name of a header has a character it cannot have.')
  return name
}

/** A value as it is read back: without spaces around it. @throws TypeError when it has line breaks. */
export function headerValue(name: string, value: string): string {
  if (hasControlCharacter(value)) throw new TypeError(`${name} cannot have control characters.`)
  return value.trim()
}
