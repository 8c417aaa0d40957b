import { BatchError } from './batch-error.ts'
import type { BatchHeaders } from './batch.ts'
import { consistsOf, tokenCharacters } from './characters.ts'

/** Headers and what comes after the empty line that ends them. */
export interface Message {
  readonly headers: BatchHeaders
  readonly content: string
}

/** Splits a text into its headers and its content; a text that ends with its headers has none. @throws BatchError */
export function readMessage(text: string, part: number): Message {
  const headers: [string, string][] = []
  let start = 0
  while (start < text.length) {
    const [line, next] = lineAt(text, start)
    start = next
    if (line === '') return { headers, content: text.slice(start) }
    const [name, value] = readHeader(line, part)
    const [continued, end] = readContinuation(text, start)
    headers.push([name, continued.length === 0 ? value : [value, ...continued].join(' ').trim()])
    start = end
  }
  return { headers, content: '' }
}

/** The lines in which a header goes on (RFC 9112, 5.2), and where they end. */
function readContinuation(text: string, start: number): readonly [lines: readonly string[], end: number] {
  const lines: string[] = []
  let end = start
  while (text[end] === ' ' || text[end] === '\t') {
    const [line, next] = lineAt(text, end)
    lines.push(line.trim())
    end = next
  }
  return [lines, end]
}

/** The first line that is not empty, and what comes after it. */
export function readStartLine(text: string): readonly [line: string, rest: string] {
  let start = 0
  while (start < text.length) {
    const [line, next] = lineAt(text, start)
    if (line !== '') return [line, text.slice(next)]
    start = next
  }
  return ['', '']
}

/** The value of a header by its name in small letters; empty when it is not there. */
export function headerOf(headers: BatchHeaders, name: string): string {
  for (const [candidate, value] of headers) {
    if (candidate.length === name.length && candidate.toLowerCase() === name) return value
  }
  return ''
}

function readHeader(line: string, part: number): [string, string] {
  const colon = line.indexOf(':')
  const name = line.slice(0, colon)
  if (colon === -1 || !consistsOf(tokenCharacters, name))
    throw new BatchError('invalidHeader', 'a header has no name', part)
  return [name, line.slice(colon + 1).trim()]
}

/** The line that begins at an offset, without its end, and where the next one begins. */
function lineAt(text: string, start: number): [line: string, next: number] {
  const end = text.indexOf('\n', start)
  if (end === -1) return [text.slice(start), text.length]
  return [text.slice(start, text[end - 1] === '\r' ? end - 1 : end), end + 1]
}
