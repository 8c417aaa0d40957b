/** Why nothing was generated. */
export type GenerateErrorCode =
  /** A table was asked for by a name, and there is none. */
  | 'unknownTable'
  /** An operation was asked for by a name, and there is none. */
  | 'unknownOperation'

/** Something that was asked for is not in the model. `names` are those that have no counterpart. */
export class GenerateError extends Error {
  readonly code: GenerateErrorCode
  readonly names: readonly string[]

  constructor(code: GenerateErrorCode, names: readonly string[], problem: string) {
    super(problem)
    this.name = 'GenerateError'
    this.code = code
    this.names = names
  }
}

/** Tells whether an error is a {@link GenerateError}, also one of another copy of this package. */
export function isGenerateError(error: unknown): error is GenerateError {
  return error instanceof Error && error.name === 'GenerateError'
}
