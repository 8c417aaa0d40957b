const GUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/iu

/** Tells whether a text is a GUID as Dataverse writes it: 8-4-4-4-12 hexadecimal digits, no braces, any case. */
export function isGuid(text: string): boolean {
  return GUID.test(text)
}
