/** What a command may do to the outside: print, and learn that it should end. */
export interface Terminal {
  out(text: string): void
  error(text: string): void
  /** A person looks at stderr, so that lines can be shown and taken away again. */
  readonly isInteractive?: boolean
  /** Settles when the person or the system asks the command to end. */
  stopped(): Promise<void>
}

/** The terminal of this process: Ctrl-C and SIGTERM ask to end. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    isInteractive: process.stderr.isTTY === true,
    stopped: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve())
        process.once('SIGTERM', () => resolve())
        process.once('SIGHUP', () => resolve())
      }),
  }
}
