/**
 * `port-in-use`: another program listens there. `cannot-listen`: the address is not this machine's, or not permitted.
 * `journal-in-use`: another emulator writes there. `journal-unusable`: the directory or its file cannot be used.
 */
export type EmulatorErrorCode = 'port-in-use' | 'cannot-listen' | 'journal-in-use' | 'journal-unusable'

/** The server of the fake, or its journal, could not start. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError'
  readonly code: EmulatorErrorCode
  /** What to do about it; the message ends with it. */
  readonly fix: string

  constructor(code: EmulatorErrorCode, problem: string, fix: string, options?: { cause?: unknown }) {
    super(`${problem} ${fix}`, options)
    this.code = code
    this.fix = fix
  }
}

/** Works across two copies of the package. */
export function isEmulatorError(error: unknown): error is EmulatorError {
  return error instanceof Error && error.name === 'EmulatorError' && 'code' in error
}
