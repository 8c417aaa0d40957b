import type { Terminal } from '../terminal.ts'

/** One line on stderr that says what goes on; nothing where nobody looks. */
export interface Progress {
  say(text: string): void
  /** Takes the line away. */
  end(): void
}

export function createProgress(terminal: Terminal): Progress {
  let shown = false
  const erase = (): void => {
    if (shown) terminal.error('\r\u001B[2K')
    shown = false
  }
  return {
    say(text) {
      if (terminal.isInteractive !== true) return
      erase()
      terminal.error(`${text} …`)
      shown = true
    },
    end: erase,
  }
}
