/** Why `generate` ended before it was done. */
export type GenerateCommandErrorCode =
  /** The command line or the configuration asks for something that makes no sense. */
  | 'usage'
  /** A file cannot be read, or is not what it should be. */
  | 'unreadableFile'
  /** A file stands in the way that was not generated. */
  | 'notGenerated'
  /** There is no such solution. */
  | 'unknownSolution'
  /** There is, and it has no tables. */
  | 'emptySolution'

/** Said to a person as it is. */
export class GenerateCommandError extends Error {
  readonly code: GenerateCommandErrorCode

  constructor(code: GenerateCommandErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'GenerateCommandError'
    this.code = code
  }
}
