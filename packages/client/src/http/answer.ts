type Bytes = Uint8Array<ArrayBuffer>

/** Headers of an answer; names in any case. Those of a standard `Response` are. */
export interface AnswerHeaders extends Iterable<[string, string]> {
  get(name: string): string | null
  has(name: string): boolean
}

/** `ReadableStreamReadResult`, which only the types of browsers have: programs for servers are compiled without them. */
type Piece =
  | { readonly done: false; readonly value: Bytes }
  | { readonly done: true; readonly value?: Bytes | undefined }

/** A body that is read piece by piece. */
export interface PieceReader {
  read(): Promise<Piece>
  /** Nobody reads the rest of it. */
  cancel(reason?: unknown): void
}

/** An answer, read to its end: what the steps of a request need of it, whatever carried it. */
export interface Answer {
  readonly status: number
  readonly headers: AnswerHeaders
  /** Empty where there are pieces. */
  readonly body: Bytes
  /** In place of the body, where the request asked for it and the answer has parts. */
  readonly pieces?: PieceReader
  /** An earlier attempt may have been done: its answer was lost. */
  readonly afterLost?: true
}

/** An answer that has begun. */
export interface BegunAnswer {
  readonly status: number
  readonly headers: AnswerHeaders
  /** All bytes of the body. Once. */
  bytes(): Promise<Bytes>
  /** The next bytes of the body, in place of all. */
  read?(): Promise<Piece>
  /** Nobody reads the body, or the rest of it: ends the transfer. */
  cancel(reason?: unknown): void
}

/** The answer that a standard `Response` begins. */
export function begunAnswer(response: Response): BegunAnswer {
  let reader: ReadableStreamDefaultReader<Bytes> | undefined
  return {
    status: response.status,
    headers: response.headers,
    bytes: () => {
      if (response.body === null) return Promise.resolve(new Uint8Array())
      reader = response.body.getReader()
      return readAll(reader)
    },
    read: () => {
      reader ??= response.body?.getReader()
      return reader?.read() ?? Promise.resolve({ done: true, value: undefined })
    },
    cancel: () => {
      const stream = reader ?? response.body
      // One that somebody else reads cannot be cancelled from here, and need not be.
      void stream?.cancel().catch(() => undefined)
    },
  }
}

async function readAll(reader: ReadableStreamDefaultReader<Bytes>): Promise<Bytes> {
  const first = await reader.read()
  if (first.done) return new Uint8Array()
  const second = await reader.read()
  if (second.done) return first.value
  const chunks = [first.value, second.value]
  for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value)
  return joined(chunks)
}

/** All of the chunks in one. */
export function joined(chunks: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let length = 0
  for (const chunk of chunks) {
    all.set(chunk, length)
    length += chunk.length
  }
  return all
}

/** Headers for those who know standard ones. */
export function standardHeaders(headers: AnswerHeaders): Headers {
  return headers instanceof Headers ? headers : new Headers([...headers])
}

/** Whether an answer has parts, which can be read one by one. */
export function hasParts(headers: AnswerHeaders): boolean {
  return headers.get('content-type')?.toLowerCase().startsWith('multipart/') === true
}
