/** Bytes of base64 text; `undefined` for a text that is none. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** In pieces, because a call takes so many arguments and no more. */
export function base64OfBytes(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192))
  }
  return btoa(text)
}

/** Bytes that base64 text stands for. */
export function decodedLength(base64: string): number {
  const padding = /={0,2}$/.exec(base64)?.[0].length ?? 0
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding)
}
