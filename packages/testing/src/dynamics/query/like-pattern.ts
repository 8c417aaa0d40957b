import { fold } from './text-collation.ts'

/** `like` is the whole text. */
export type LikeMethod = 'contains' | 'startswith' | 'endswith' | 'like'

/**
 * A test for text, as SQL Server's LIKE: in the value `%` is any run of characters, `_` any one, `[a-f]` one of a set and
 * `[^a]` one outside it; `[%]` is the character itself. Case does not count.
 */
export function likePattern(method: LikeMethod, value: string): (text: string) => boolean {
  if (!/[%_[]/.test(value)) return plain(method, value.toLowerCase())
  const body = translate(value)
  const before = method === 'contains' || method === 'endswith' ? '[^]*' : ''
  const after = method === 'contains' || method === 'startswith' ? '[^]*' : ' *'
  const source = `^${before}${body}${after}$`
  const pattern = new RegExp(source, 'i')
  return (text) => pattern.test(text)
}

function plain(method: LikeMethod, value: string): (text: string) => boolean {
  if (method === 'contains') return (text) => text.toLowerCase().includes(value)
  if (method === 'startswith') return (text) => text.toLowerCase().startsWith(value)
  if (method === 'like') return (text) => fold(text) === fold(value)
  return (text) => text.toLowerCase().endsWith(value) || fold(text).endsWith(value)
}

function translate(value: string): string {
  let source = ''
  for (let index = 0; index < value.length; index++) {
    const character = value.charAt(index)
    if (character === '%') source += '[^]*'
    else if (character === '_') source += '[^]'
    else if (character === '[') {
      const end = value.indexOf(']', index + 2)
      if (end < 0) return `${source}(?!)` // an unclosed set matches nothing
      source += characterSet(value.slice(index + 1, end))
      index = end
    } else source += escaped(character)
  }
  return source
}

function characterSet(content: string): string {
  const negated = content.startsWith('^')
  const members = (negated ? content.slice(1) : content).replaceAll(/[\\\]^]/g, String.raw`\$&`)
  return members === '' ? (negated ? '[^]' : '(?!)') : `[${negated ? '^' : ''}${members}]`
}

const escaped = (character: string): string => character.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
