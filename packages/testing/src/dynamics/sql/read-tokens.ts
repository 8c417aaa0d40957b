import { badSql } from './sql-fault.ts'

/** A word, a name in brackets or quotes, a text, a number, or a sign; `at` is where it begins. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'sign' | 'end'
  /** Without its quotes. */
  readonly text: string
  readonly at: number
}

const pattern =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|(?<text>N?'(?:[^']|'')*')|(?<name>\[[^\]]*\]|"[^"]*")|(?<word>[A-Za-z_][A-Za-z0-9_@#$]*)|(?<number>\d+(?:\.\d+)?)|(?<sign><>|<=|>=|!=|[=<>(),.*;+\-/%])/y

/** What no text of a query can have: the query is answered as FetchXML, and this is not in XML. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const unreadable = /[\0-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/u

/** The tokens of a command, without blanks and comments. @throws Fault 400 where it has none */
export function readTokens(sql: string): readonly Token[] {
  const bad = sql.search(unreadable)
  if (bad !== -1) throw badSql(`there is a control character at position ${bad}`)
  const tokens: Token[] = []
  const matcher = new RegExp(pattern)
  while (matcher.lastIndex < sql.length) {
    const at = matcher.lastIndex
    const groups = matcher.exec(sql)?.groups
    if (!groups) throw badSql(`there is something at position ${at} that cannot be read: ${sql.slice(at, at + 20)}`)
    const { text, name, word, number, sign } = groups
    if (text !== undefined) tokens.push({ kind: 'text', text: unquoted(text), at })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name.slice(1, -1), at })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign === '!=' ? '<>' : sign, at })
  }
  return [...tokens, { kind: 'end', text: '', at: sql.length }]
}

const unquoted = (literal: string): string => literal.replace(/^N?'|'$/g, '').replaceAll("''", "'")
