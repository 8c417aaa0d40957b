/** What is wrong with a text that is no OData. */
export type ODataSyntaxErrorCode =
  /** A quote is opened and not closed; `offset` is the end of the text. */
  | 'unterminatedLiteral'
  /** A word that looks like a literal and is none: `00000000-0000`, `guid'…'`. */
  | 'unrecognizedLiteral'
  /** Something else stands where `expected` should. */
  | 'unexpectedToken'
  /** The text ends where `expected` should stand. */
  | 'unexpectedEnd'
  /** A system query option or alias is given twice. */
  | 'repeatedOption'
  /** The value of an option such as `$top` has the wrong form. */
  | 'invalidOption'
  /** A transformation of `$apply` other than `filter`, `groupby` and `aggregate`. */
  | 'unsupportedTransformation'
  /** Broken JSON in an argument or alias. */
  | 'invalidJson'
  /** Nested more than 100 levels deep. */
  | 'tooDeep'
  /** A `%` without two hexadecimal digits, or bytes that are no UTF-8; `text` is then still encoded. */
  | 'malformedEncoding'

/** What an {@link ODataSyntaxError} is made of. */
export interface ODataSyntaxErrorDetails {
  readonly text: string
  readonly offset: number
  readonly expected?: readonly string[]
  readonly token?: string
  readonly option?: string
}

/**
 * A text that is no OData URL, query option or expression.
 *
 * The message names the place, never the text: that may hold row data. The text is at hand in {@link text}.
 */
export class ODataSyntaxError extends Error {
  readonly code: ODataSyntaxErrorCode
  /** Position in {@link text}, counted from 0 in UTF-16 units. */
  readonly offset: number
  /** What could have stood there: `"')'"`, `"','"`, `operator`, `expression`, `name`, …; empty when nothing could. */
  readonly expected: readonly string[]
  /** The query option, `$filter` or `@p1`; absent in a path or a bare expression. */
  readonly option: string | undefined
  // Private, so that neither `inspect` nor a logger prints what people filtered by.
  readonly #text: string
  readonly #token: string

  constructor(code: ODataSyntaxErrorCode, details: ODataSyntaxErrorDetails) {
    super(messageOf(code, details))
    this.name = 'ODataSyntaxError'
    this.code = code
    this.offset = details.offset
    this.expected = details.expected ?? []
    this.option = details.option
    this.#text = details.text
    this.#token = details.token ?? ''
  }

  /** What was parsed, decoded: one path segment, the value of one query option, or one expression. */
  get text(): string {
    return this.#text
  }

  /** The word at fault, where there is one: `guid'…'`, `$filter`. */
  get token(): string {
    return this.#token
  }
}

/** Tells whether an error is an {@link ODataSyntaxError}, also one of another copy of this package. */
export function isODataSyntaxError(error: unknown): error is ODataSyntaxError {
  return error instanceof Error && error.name === 'ODataSyntaxError'
}

function messageOf(code: ODataSyntaxErrorCode, details: ODataSyntaxErrorDetails): string {
  const place = `at position ${details.offset}${details.option === undefined ? '' : ` of ${details.option}`}`
  const expected = details.expected?.join(' or ')
  switch (code) {
    case 'unterminatedLiteral':
      return `A quote is not closed ${place}; write a quote inside a string twice.`
    case 'unrecognizedLiteral':
      return `The literal ${place} is of no known form.`
    case 'unexpectedToken':
      return expected ? `Expected ${expected} ${place}.` : `Nothing more can stand ${place}.`
    case 'unexpectedEnd':
      return `Expected ${expected ?? 'more'} ${place}, where the text ends.`
    case 'repeatedOption':
      return `The query option ${details.token} is given more than once.`
    case 'invalidOption':
      return `The value ${place} is not what the option takes${expected ? `: expected ${expected}` : ''}.`
    case 'unsupportedTransformation':
      return `Expected filter, groupby or aggregate ${place}; other transformations are not known.`
    case 'invalidJson':
      return `The JSON is broken ${place}${expected ? `: expected ${expected}` : ''}.`
    case 'tooDeep':
      return `The text is nested too deeply ${place}.`
    case 'malformedEncoding':
      return `The percent-encoding is broken ${place}.`
  }
}
