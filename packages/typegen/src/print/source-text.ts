import { isIdentifier } from '../names/identifier.ts'

/** Where lines end. */
const WIDTH = 120

/** `'it\'s'` */
export function quoted(text: string): string {
  return `'${text.replaceAll(/['\\\n\r\u2028\u2029]/g, escaped)}'`
}

function escaped(character: string): string {
  switch (character) {
    case '\n':
      return String.raw`\n`
    case '\r':
      return String.raw`\r`
    case '\u2028':
      return String.raw`\u2028`
    case '\u2029':
      return String.raw`\u2029`
    default:
      return `\\${character}`
  }
}

/** A member's name as it stands in an object or a type: quoted where it must be. */
export function memberName(name: string): string {
  return isIdentifier(name) ? name : quoted(name)
}

/** The name of a member that is a number: `1`, `[-1]`. */
export function numberName(value: number): string {
  return value < 0 ? `[${value}]` : String(value)
}

/** `/** … *\/` with a line break at the end, or nothing. */
export function docComment(text: string | undefined, indent = ''): string {
  if (!text) return ''
  const paragraphs = text
    .replaceAll('*/', '* /')
    .split(/\s*[\n\r\u2028\u2029]+\s*/u)
    .filter((line) => line !== '')
  const lines = paragraphs.flatMap((line) => wrapped(line.split(/[ \t]+/), WIDTH - indent.length - 7, ' '))
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`
}

/** Names with blanks between them as one literal, over as many lines as it takes. */
export function nameList(names: readonly string[], indent: string): string {
  const lines = wrapped(names, WIDTH - indent.length - 4, ' ')
  return lines.length === 1 ? quoted(lines[0] ?? '') : `\`${lines.join(`\n${indent}  `)}\``
}

/** Words of one line of a text; what does not fit goes on in the next, indented by two more. */
export function wrappedLine(words: readonly string[], indent: string): string {
  return `${indent}${wrapped(words, WIDTH - indent.length - 2, ' ').join(`\n${indent}  `)}\n`
}

/** A text that may stand between backticks behind `String.raw`: JSON has another spelling for what may not. */
export function rawText(json: string): string {
  return json.replaceAll('`', String.raw`\u0060`).replaceAll('${', String.raw`\u0024{`)
}

/** `{ a: 1, b: 2 }` on one line where it fits, else several members a line. */
export function objectOf(members: readonly string[], indent: string, room: number = WIDTH): string {
  if (members.length === 0) return '{}'
  const line = `{ ${members.join(', ')} }`
  if (line.length <= room) return line
  const lines = wrapped(
    members.map((member) => `${member},`),
    WIDTH - indent.length - 2,
    ' ',
  )
  return `{\n${lines.map((text) => `${indent}  ${text}\n`).join('')}${indent}}`
}

/** Room that a line has left behind what stands on it. */
export function roomAfter(text: string): number {
  return WIDTH - text.length - 1
}

function wrapped(words: readonly string[], width: number, separator: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line !== '' && line.length + separator.length + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line}${separator}${word}`
    }
  }
  return line === '' ? lines : [...lines, line]
}
