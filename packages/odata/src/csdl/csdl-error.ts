/** Why a document is no `$metadata`. */
export type CsdlErrorCode =
  /** Not well-formed XML. */
  | 'invalidXml'
  /** Well-formed, but not `edmx:Edmx` with a `Schema`. */
  | 'notCsdl'
  /** An element lacks an attribute that it cannot do without, such as a name. */
  | 'missingAttribute'
  /** Two things of one kind have the same name. */
  | 'duplicateName'
  /** Schemas of several namespaces in one document. */
  | 'severalNamespaces'

/** A `$metadata` document that cannot be read, with the place: both counted from 1. */
export class CsdlError extends Error {
  readonly code: CsdlErrorCode
  readonly line: number
  readonly column: number

  constructor(code: CsdlErrorCode, problem: string, place: { readonly line: number; readonly column: number }) {
    super(`The metadata document cannot be read: ${problem} (line ${place.line}, column ${place.column}).`)
    this.name = 'CsdlError'
    this.code = code
    this.line = place.line
    this.column = place.column
  }
}

/** Tells whether an error is a {@link CsdlError}, also one of another copy of this package. */
export function isCsdlError(error: unknown): error is CsdlError {
  return error instanceof Error && error.name === 'CsdlError'
}
