import type { TypeReference } from '@dynamics-kit/odata'

/** `Collection(Edm.String)` or `systemuser` as a type reference. */
export function reference(text: string): TypeReference {
  const inner = /^Collection\((.+)\)$/.exec(text)?.[1]
  return inner === undefined ? { name: text, collection: false } : { name: inner, collection: true }
}
