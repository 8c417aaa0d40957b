import { styleText } from 'node:util'
import type { Terminal } from '../terminal.ts'

type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow'

/** Colours on a terminal, and nothing elsewhere. */
export type Paint = (style: Style, text: string) => string

export function createPaint({ hasColours = false }: Terminal): Paint {
  // The terminal was asked already, and knows of NO_COLOR.
  return (style, text) => (hasColours ? styleText(style, text, { validateStream: false }) : text)
}
