/** Base64url of `bytes` random bytes: what stands where only the service itself reads. */
export function opaqueText(bytes: number): string {
  return btoa(String.fromCodePoint(...crypto.getRandomValues(new Uint8Array(bytes))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
