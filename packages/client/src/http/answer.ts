type Bytes = Uint8Array<ArrayBuffer>

/** Headers of an answer; names in any case. Those of a standard `Response` are. */
export interface AnswerHeaders extends Iterable<[string, string]> {
  get(name: string): string | null
  has(name: string): boolean
}

/** An answer that has begun: what the steps of a request need of it, whatever carried it. */
export interface Answer {
  readonly status: number
  readonly headers: AnswerHeaders
  /** All bytes of the body. Once. */
  bytes(): Promise<Bytes>
  /** Nobody reads the body, or the rest of it: ends the transfer. */
  cancel(): void
  toResponse(): Response | Promise<Response>
}

/** The answer that a standard `Response` is. */
export function answerOf(response: Response): Answer {
  let reader: ReadableStreamDefaultReader<Bytes> | undefined
  return {
    status: response.status,
    headers: response.headers,
    bytes: () => {
      if (response.body === null) return Promise.resolve(new Uint8Array())
      reader = response.body.getReader()
      return readAll(reader)
    },
    cancel: () => {
      const stream = reader ?? response.body
      // One that somebody else reads cannot be cancelled from here, and need not be.
      void stream?.cancel().catch(() => undefined)
    },
    toResponse: () => response,
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
