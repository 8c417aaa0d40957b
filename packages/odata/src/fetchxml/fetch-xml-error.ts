import type { Place } from '../xml/read-xml.ts'

/** Why a text is no FetchXML. */
export type FetchXmlErrorCode =
  /** Not well-formed XML; an entity that a DTD declares is one case of it. */
  | 'invalidXml'
  /** Nested deeper than a hundred elements. */
  | 'tooDeep'
  /** An element that is unknown, or known and not allowed there. */
  | 'unexpectedElement'
  /** An element lacks one that it cannot do without. */
  | 'missingElement'
  /** An element is there twice that can be there once. */
  | 'repeatedElement'
  /** An attribute that the element does not have. */
  | 'unknownAttribute'
  /** An element lacks an attribute that it cannot do without. */
  | 'missingAttribute'
  /** The value of an attribute is none of what it takes. */
  | 'invalidValue'
  /** A condition's operator is none. */
  | 'unknownOperator'
  /** Text where only elements can stand. */
  | 'unexpectedText'

/** What a {@link FetchXmlError} is made of. */
export interface FetchXmlErrorDetails {
  readonly place: Place
  /** What was wrong, in words, without anything of the text's values. */
  readonly problem: string
  readonly expected?: readonly string[]
  readonly found?: string
}

/** A text that is no FetchXML, with the place of the element at fault: both counted from 1. */
export class FetchXmlError extends Error {
  readonly code: FetchXmlErrorCode
  readonly line: number
  readonly column: number
  /** What could have stood there, nearest first: names of elements, attributes, operators or other words. */
  readonly expected: readonly string[]
  // Private, so that neither `inspect` nor a logger prints it: it may be what people filtered by.
  readonly #found: string

  constructor(code: FetchXmlErrorCode, details: FetchXmlErrorDetails) {
    const { place, problem, expected = [] } = details
    const hint = expected.length > 0 ? `: expected ${expected.join(' or ')}` : ''
    super(`The FetchXML cannot be read: ${problem}${hint} (line ${place.line}, column ${place.column}).`)
    this.name = 'FetchXmlError'
    this.code = code
    this.line = place.line
    this.column = place.column
    this.expected = expected
    this.#found = details.found ?? ''
  }

  /** The name or word at fault, where there is one: `notany`. */
  get found(): string {
    return this.#found
  }
}

/** Tells whether an error is a {@link FetchXmlError}, also one of another copy of this package. */
export function isFetchXmlError(error: unknown): error is FetchXmlError {
  return error instanceof Error && error.name === 'FetchXmlError'
}
