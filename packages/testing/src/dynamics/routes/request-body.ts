import { Fault } from '../fault.ts'

/** What a request carries, read as the resource it is for needs it. */
export interface RequestBody {
  readonly isEmpty: boolean
  text(): string
  bytes(): Uint8Array<ArrayBuffer>
  /** `undefined` where there is none. @throws Fault 400 when it is no JSON */
  json(): unknown
}

/** A body as it arrived. */
export function bodyOfBytes(bytes: Uint8Array<ArrayBuffer>): RequestBody {
  const text = (): string => new TextDecoder().decode(bytes)
  return body(bytes.length === 0, text, () => bytes)
}

/** A body that was part of a text: of one in a batch. */
export function bodyOfText(content: string): RequestBody {
  return body(
    content === '',
    () => content,
    () => new TextEncoder().encode(content),
  )
}

const body = (isEmpty: boolean, text: () => string, bytes: () => Uint8Array<ArrayBuffer>): RequestBody => ({
  isEmpty,
  text,
  bytes,
  json: () => (isEmpty ? undefined : parseJsonBody(text())),
})

function parseJsonBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Fault(
      400,
      '0x80048d19',
      "Error identified in Payload provided by the user for Entity :'', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293 ----> InnerException : Microsoft.OData.ODataException: Invalid JSON. The request body is not valid JSON.",
    )
  }
}
