import { text as readAll } from 'node:stream/consumers'
import { createInterface } from 'node:readline/promises'

/** What a command may do to the outside: print, ask, and learn that it should end. */
export interface Terminal {
  out(text: string): void
  error(text: string): void
  /** A person looks at stderr, so that lines can be shown and taken away again. */
  readonly isInteractive?: boolean
  /** A person looks at stdout, and wants colours. */
  readonly hasColours?: boolean
  /** Asks the person, who may say no; absent where nobody is there. */
  ask?(question: string): Promise<boolean>
  /** All of stdin. */
  input?(): Promise<string>
  /** Settles when the person or the system asks the command to end. */
  stopped(): Promise<void>
}

/** The terminal of this process: Ctrl-C and SIGTERM ask to end. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    isInteractive: process.stderr.isTTY === true,
    // Heeds NO_COLOR and FORCE_COLOR.
    hasColours: process.stdout.isTTY === true && process.stdout.hasColors(),
    ...(process.stdin.isTTY === true && { ask }),
    input: () => readAll(process.stdin),
    stopped: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve())
        process.once('SIGTERM', () => resolve())
        process.once('SIGHUP', () => resolve())
      }),
  }
}

async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim())
  } finally {
    lines.close()
  }
}
