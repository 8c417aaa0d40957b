import { SaxesParser } from 'saxes'
import { CsdlError } from './csdl-error.ts'

/** An XML element without its prefix, and where it starts. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Text directly inside. */
  readonly text: string
  readonly line: number
  readonly column: number
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[]
  text: string
}

/** Deepest nesting that is read; `$metadata` has about ten levels. */
const MAX_DEPTH = 100

/**
 * Reads a document into its root element. Comments and processing instructions are left out. Entities that a DTD declares
 * are unknown to the parser, so they are an error and never expand.
 *
 * @throws CsdlError `invalidXml`
 */
export function readXml(text: string): XmlElement {
  // Entry 0 stands for the document and holds its root.
  const document: OpenElement = { name: '', attributes: {}, children: [], text: '', line: 1, column: 1 }
  const open: OpenElement[] = [document]
  const parser = new SaxesParser({ xmlns: false })
  parser.on('error', (error) => {
    throw new CsdlError('invalidXml', withoutPlace(error.message), placeOf(parser))
  })
  parser.on('opentag', (tag) => {
    if (open.length > MAX_DEPTH) throw new CsdlError('invalidXml', 'it is nested too deeply', placeOf(parser))
    const element = {
      name: localName(tag.name),
      attributes: tag.attributes,
      children: [],
      text: '',
      ...placeOf(parser),
    }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('text', (content) => {
    const element = open.at(-1)
    if (element) element.text += content
  })
  parser.on('closetag', () => void open.pop())
  parser.write(text).close()
  const [root] = document.children
  if (!root) throw new CsdlError('invalidXml', 'it has no root element', { line: 1, column: 1 })
  return root
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function placeOf(parser: { readonly line: number; readonly column: number }): { line: number; column: number } {
  return { line: parser.line, column: parser.column + 1 }
}

/** Saxes puts `line:column: ` first, which our message says in words. */
function withoutPlace(message: string): string {
  return message.replace(/^(?:\d+:\d+: )/u, '').replace(/\.$/u, '')
}
