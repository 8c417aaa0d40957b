const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** A GUID in lower case. @throws {TypeError} naming the option */
export function checkGuid(option: string, value: string): string {
  if (!GUID.test(value)) throw new TypeError(`${option}: expected a GUID, got ${value}.`)
  return value.toLowerCase()
}
