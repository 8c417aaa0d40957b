/** Bytes turned into text at a time: more arguments than this overflow the stack of some engines. */
const STEP = 0x8000

/** Bytes as base64 text (RFC 4648, 4). */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let start = 0; start < bytes.length; start += STEP) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + STEP)))
  }
  return btoa(parts.join(''))
}
