import { BatchError } from './batch-error.ts'

/** Takes a multipart body piece by piece and gives each part as soon as the line that ends it has been seen. */
export interface MultipartSplitter {
  /** The parts that end in this piece. */
  push(piece: string): readonly string[]
  /** The parts that ended with the body. @throws BatchError `noParts`, `unexpectedEnd` */
  end(): readonly string[]
}

/**
 * A splitter for one boundary (RFC 2046, 5.1.1). Lines end with CRLF or LF. What stands before the first boundary and after
 * the last is left out; a line that only begins like a boundary is content. Time is linear, however the body is cut.
 */
export function createSplitter(boundary: string): MultipartSplitter {
  const delimiter = `--${boundary}`
  const delimiterAfterLine = `\n${delimiter}`
  /** The line that has not ended yet, in pieces. */
  let open: string[] = []
  /** The part that has not ended yet, in pieces of whole lines; nothing before the first boundary. */
  let content: string[] | undefined
  let isClosed = false
  let parts: string[] = []

  const takeLine = (line: string): void => {
    const kind = isClosed ? 'content' : kindOf(line, delimiter)
    if (kind === 'content') {
      content?.push(line)
      return
    }
    // The line break in front of a boundary belongs to the boundary.
    if (content) parts.push(withoutLineEnd(content.join('')))
    isClosed = kind === 'close'
    content = isClosed ? undefined : []
  }
  const taken = (): readonly string[] => {
    const found = parts
    parts = []
    return found
  }

  return {
    push(piece) {
      let start = 0
      while (start < piece.length) {
        // Lines that may be boundaries are taken one by one, what is between them at once.
        if (open.length === 0 && !piece.startsWith(delimiter, start)) {
          const end = endOfLines(piece, start, delimiterAfterLine)
          if (end > start) content?.push(piece.slice(start, end))
          start = end
        }
        const end = piece.indexOf('\n', start)
        if (end === -1) {
          if (start < piece.length) open.push(piece.slice(start))
          break
        }
        open.push(piece.slice(start, end + 1))
        takeLine(open.join(''))
        open = []
        start = end + 1
      }
      return taken()
    },
    end() {
      if (open.length > 0) takeLine(open.join(''))
      open = []
      if (!isClosed) {
        throw content
          ? new BatchError('unexpectedEnd', 'it ends before its closing boundary')
          : new BatchError('noParts', 'its boundary is nowhere in the body')
      }
      return taken()
    },
  }
}

/** Where the next line begins that may be a boundary: one that looks like it, or the last, which may go on in another piece. */
function endOfLines(piece: string, start: number, delimiterAfterLine: string): number {
  const next = piece.indexOf(delimiterAfterLine, start)
  return Math.max(start, (next === -1 ? piece.lastIndexOf('\n') : next) + 1)
}

function withoutLineEnd(text: string): string {
  if (!text.endsWith('\n')) return text
  return text.slice(0, text.endsWith('\r\n') ? -2 : -1)
}

/** All parts of a body that is at hand as a whole. */
export function splitMultipart(boundary: string, text: string): readonly string[] {
  const splitter = createSplitter(boundary)
  return [...splitter.push(text), ...splitter.end()]
}

function kindOf(line: string, delimiter: string): 'delimiter' | 'close' | 'content' {
  if (!line.startsWith(delimiter)) return 'content'
  // Spaces may follow a boundary.
  const rest = line.slice(delimiter.length).trimEnd()
  if (rest === '') return 'delimiter'
  return rest === '--' ? 'close' : 'content'
}
