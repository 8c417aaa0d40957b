import type { LocalizedText } from '@dynamics-kit/odata'

/** The language that a model's plain texts are in. */
const userLanguage = 1033

/**
 * A label after a change: with `MSCRM.MergeLabels: true` languages that were not sent keep their text, otherwise they lose
 * it (reference 32.4). A label that was not sent at all stays.
 */
export function mergedLabel(
  before: LocalizedText | undefined,
  sent: LocalizedText | undefined,
  merge: boolean,
): { readonly text: string | undefined; readonly byLanguage: LocalizedText | undefined } {
  const byLanguage = sent === undefined ? before : new Map([...(merge ? (before ?? []) : []), ...sent])
  return { text: byLanguage?.get(userLanguage) ?? byLanguage?.values().next().value, byLanguage }
}
