import type { FileContent } from './files.ts'

/** Bytes of one part: what the service recommends in `x-ms-chunk-size` (29.1). */
export const PART: number = 4 * 1024 * 1024

/** Bytes as requests take them. */
export type Bytes = Uint8Array<ArrayBuffer>

/** Whether content can be read again from its beginning. */
export function isAtHand(content: FileContent): content is Blob | ArrayBuffer | Uint8Array {
  return content instanceof Blob || content instanceof ArrayBuffer || content instanceof Uint8Array
}

/** @throws TypeError for text, names of files and whatever else has no bytes to read. */
export function checkContent(content: unknown): void {
  if (typeof content === 'object' && content !== null) {
    if (isAtHand(content as FileContent) || content instanceof ReadableStream || Symbol.asyncIterator in content) return
  }
  throw new TypeError(
    'upload: content takes bytes, a Blob or a stream: new TextEncoder().encode(text) for text, await openAsBlob(path) for a file.',
  )
}

/** Bytes of what is at hand; `undefined` for streams. */
export function sizeOf(content: FileContent): number | undefined {
  if (content instanceof Blob) return content.size
  return content instanceof ArrayBuffer || content instanceof Uint8Array ? content.byteLength : undefined
}

/**
 * The content from byte `from` on, in parts of `size` bytes, the last one shorter; at least one part, which may be empty. What
 * comes before is not read where the content is at hand.
 */
export async function* partsOf(content: FileContent, size: number, from = 0): AsyncGenerator<Bytes, void> {
  if (content instanceof Blob) {
    for (let start = from; start === from || start < content.size; start += size) {
      yield new Uint8Array(await content.slice(start, start + size).arrayBuffer())
    }
  } else if (content instanceof ArrayBuffer || content instanceof Uint8Array) {
    const bytes = asBytes(content)
    for (let start = from; start === from || start < bytes.length; start += size) {
      yield bytes.subarray(start, start + size)
    }
  } else {
    yield* partsOfStream(content, size, from)
  }
}

async function* partsOfStream(
  stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
  size: number,
  from: number,
): AsyncGenerator<Bytes, void> {
  let before = from
  let part = new Uint8Array(size)
  let length = 0
  let isFirst = true
  for await (const chunk of chunksOf(stream)) {
    const passed = Math.min(before, chunk.length)
    before -= passed
    for (let start = passed; start < chunk.length;) {
      const taken = chunk.subarray(start, start + size - length)
      part.set(taken, length)
      length += taken.length
      start += taken.length
      if (length < size) continue
      yield part
      isFirst = false
      // A new one: the last may still be on its way.
      part = new Uint8Array(size)
      length = 0
    }
  }
  if (length > 0 || isFirst) yield part.subarray(0, length)
}

/** Some browsers cannot iterate streams. */
async function* chunksOf(
  stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  if (Symbol.asyncIterator in stream) return yield* stream
  const reader = (stream as ReadableStream<Uint8Array>).getReader()
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
  } finally {
    await reader.cancel()
  }
}

/** A view of its own bytes; shared memory, which requests do not take, is copied. */
function asBytes(content: ArrayBuffer | Uint8Array): Bytes {
  if (content instanceof ArrayBuffer) return new Uint8Array(content)
  const { buffer, byteOffset, byteLength } = content
  return buffer instanceof ArrayBuffer ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array(content)
}
