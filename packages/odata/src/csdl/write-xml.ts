import { escapeAttribute } from '../xml/escape-xml.ts'
import { Term } from './annotation.ts'

/** An element as text; its lines are not indented. */
export type XmlText = string

/** An element with what is inside, one child a line. */
export function element(name: string, attributeText: string, children: readonly XmlText[] = []): XmlText {
  if (children.length === 0) return `<${name}${attributeText}/>`
  return `<${name}${attributeText}>\n${children.join('\n')}\n</${name}>`
}

/** ` Name="account" Abstract="true"`; what is undefined is left out. */
export function attributes(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  let text = ''
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) text += ` ${name}="${escapeAttribute(String(value))}"`
  }
  return text
}

/** An annotation with a Boolean. */
export function boolAnnotation(term: string, value: boolean): XmlText {
  return element('Annotation', attributes({ Term: term, Bool: value }))
}

/** The description as an annotation; none when there is none. */
export function descriptionAnnotation(description: string | undefined): readonly XmlText[] {
  return description === undefined
    ? []
    : [element('Annotation', attributes({ Term: Term.description, String: description }))]
}
