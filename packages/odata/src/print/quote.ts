import { encodeQuoted } from '../text/percent-encoding.ts'

/** `'O''Bryan'`, percent-encoded on request. */
export function quote(text: string, encoded: boolean): string {
  if (encoded) return encodeQuoted(text)
  return text.includes("'") ? `'${text.replaceAll("'", "''")}'` : `'${text}'`
}
