/** Text without anything that has the shape of a JWT or of another long secret. */
export function withoutTokens(text: string): string {
  return text.replaceAll(/\bey[\w-]{8,}(?:\.[\w-]*)*/g, '***').replaceAll(/[\w.~+/=-]{60,}/g, '***')
}
