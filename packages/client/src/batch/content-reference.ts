import type { EntityReference } from '@dynamics-kit/odata'

/** Where a reference keeps its Content-ID; nobody makes one by accident. */
const CONTENT_ID = Symbol('Content-ID')

/** Stands for a row that an earlier operation of the same change set creates: `$1` on the wire (26.1). */
export function contentReference(contentId: string, table: string): EntityReference {
  return Object.freeze({ id: `$${contentId}`, table, [CONTENT_ID]: contentId })
}

/** `$1`, or `undefined` for anything that is no such reference. */
export function contentReferenceText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !(CONTENT_ID in value)) return undefined
  return `$${String(value[CONTENT_ID])}`
}
