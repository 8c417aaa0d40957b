/** Bytes of base64 text; `undefined` for a text that is none. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const characters = atob(text)
    const bytes = new Uint8Array(characters.length)
    // Going through text character by character, as `Uint8Array.from` does, takes a second for each 4 MB.
    for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index)
    return bytes
  } catch {
    return undefined
  }
}

/** In pieces, because a call takes so many arguments and no more. */
export function base64OfBytes(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let start = 0; start < bytes.length; start += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + 8192)))
  }
  return btoa(parts.join(''))
}

/** Bytes that base64 text stands for. White space is skipped. */
export function decodedLength(base64: string): number {
  const characters = withoutSpace(base64)
  const padding = characters.endsWith('==') ? 2 : characters.endsWith('=') ? 1 : 0
  return Math.max(0, Math.floor((characters.length * 3) / 4) - padding)
}

/** Whether a text is base64, padded, as the service wants it. White space is skipped. */
export function isBase64(text: string): boolean {
  const characters = withoutSpace(text)
  return characters.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(characters)
}

const withoutSpace = (text: string): string => (/\s/.test(text) ? text.replaceAll(/\s/g, '') : text)
