import { SaxesParser } from 'saxes'

/** An XML element and where its start tag begins; both counted from 1. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Text directly inside, CDATA sections with it. Blank text beside other elements is layout and left out. */
  readonly text: string
  readonly line: number
  readonly column: number
}

/** A place in a text, counted from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** How a document is read, and how a reader says that it cannot be. */
export interface XmlReading {
  /** `local` takes `edmx:Edmx` for `Edmx`; `whole` leaves names as they are spelled. */
  readonly names: 'local' | 'whole'
  /** The error for a text that is not well-formed, or nested deeper than {@link MAX_DEPTH}. */
  readonly refuse: (code: 'invalidXml' | 'tooDeep', problem: string, place: Place) => Error
}

interface OpenElement extends XmlElement {
  children: XmlElement[]
  attributes: Readonly<Record<string, string>>
  text: string
}

/** Deepest nesting that is read; `$metadata` has about ten levels, and FetchXML takes 15 links. */
const MAX_DEPTH = 100

/**
 * Reads a document into its root element. Comments and processing instructions are left out. Entities that a DTD declares
 * are unknown to the parser, so they are an error and never expand.
 *
 * @throws what `refuse` makes.
 */
export function readXml(text: string, reading: XmlReading): XmlElement {
  // Entry 0 stands for the document and holds its root.
  const document: OpenElement = {
    name: '',
    attributes: NO_ATTRIBUTES,
    children: NO_CHILDREN,
    text: '',
    line: 1,
    column: 1,
  }
  const open: OpenElement[] = [document]
  // The parser takes it, but no bytes could have been it.
  if (!text.isWellFormed()) throw reading.refuse('invalidXml', 'it has half a character', placeOfHalf(text))
  const parser = new SaxesParser({ xmlns: false })
  parser.on('error', (error) => {
    throw reading.refuse('invalidXml', withoutPlace(error.message), placeOf(parser))
  })
  parser.on('opentagstart', (tag) => {
    const place = startOf(tag.name, parser, text)
    if (open.length > MAX_DEPTH) throw reading.refuse('tooDeep', 'it is nested too deeply', place)
    const name = reading.names === 'local' ? localName(tag.name) : tag.name
    const { line, column } = place
    const element: OpenElement = { name, attributes: NO_ATTRIBUTES, children: NO_CHILDREN, text: '', line, column }
    const parent = open.at(-1)
    if (parent) {
      if (parent.children === NO_CHILDREN) parent.children = [element]
      else parent.children.push(element)
      if (isBlank(parent.text)) parent.text = ''
    }
    open.push(element)
  })
  // By name and without a prototype, so that `__proto__` is a name like any other.
  parser.on('opentag', ({ attributes }) => {
    const element = open.at(-1)
    if (element) element.attributes = attributes
  })
  const append = (content: string): void => {
    const element = open.at(-1)
    if (element && (element.children.length === 0 || !isBlank(content))) element.text += content
  }
  parser.on('text', append)
  parser.on('cdata', append)
  parser.on('closetag', () => void open.pop())
  parser.write(text).close()
  const [root] = document.children
  if (!root) throw reading.refuse('invalidXml', 'it has no root element', { line: 1, column: 1 })
  return root
}

const NO_ATTRIBUTES: Readonly<Record<string, string>> = {}

const NO_CHILDREN: XmlElement[] = []

const NOT_BLANK = /\S/u

function isBlank(text: string): boolean {
  return !NOT_BLANK.test(text)
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function placeOf(parser: Place): Place {
  return { line: parser.line, column: parser.column + 1 }
}

/** The parser is one character past the name when it tells of a tag, and maybe on the next line. */
function startOf(name: string, parser: Place & { readonly position: number }, text: string): Place {
  const column = parser.column - name.length - 1
  if (column >= 1) return { line: parser.line, column }
  const start = text.lastIndexOf('<', parser.position - 1)
  return { line: Math.max(1, parser.line - 1), column: start - text.lastIndexOf('\n', start) }
}

/** Where the first half of a surrogate pair stands alone. */
function placeOfHalf(text: string): Place {
  const before = text.slice(0, text.search(/\p{Surrogate}/u))
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: before.length - lineStart + 1 }
}

/** Saxes puts `line:column: ` first, which our message says in words. */
function withoutPlace(message: string): string {
  return message.replace(/^(?:\d+:\d+: )/u, '').replace(/\.$/u, '')
}
