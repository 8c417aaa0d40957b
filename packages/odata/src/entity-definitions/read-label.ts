import type { LocalizedText } from '../model/model.ts'
import { type JsonSource, numberOf, objectOf, objectsOf, textOf } from './json-source.ts'

/** A text for people: what this reader sees, and what others do. */
export interface LocalizedLabel {
  readonly text: string | undefined
  readonly byLanguage: LocalizedText | undefined
}

/**
 * `{ "LocalizedLabels": [{ "Label": "Active", "LanguageCode": 1033 }], "UserLocalizedLabel": { … } }`. Empty texts are none;
 * where the reader's language has no text, the first there is counts.
 */
export function readLabel(source: JsonSource, name: string): LocalizedLabel {
  const label = objectOf(source, name)
  const byLanguage = new Map<number, string>()
  let first: string | undefined
  for (const localized of (label && objectsOf(label, 'LocalizedLabels')) ?? []) {
    const text = textOf(localized, 'Label') || undefined
    const language = numberOf(localized, 'LanguageCode')
    first ??= text
    if (text !== undefined && language !== undefined) byLanguage.set(language, text)
  }
  const own = label && objectOf(label, 'UserLocalizedLabel')
  const ownText = own && (textOf(own, 'Label') || undefined)
  const ownLanguage = own && numberOf(own, 'LanguageCode')
  if (ownText !== undefined && ownLanguage !== undefined) byLanguage.set(ownLanguage, ownText)
  return { text: ownText ?? first, byLanguage: byLanguage.size === 0 ? undefined : byLanguage }
}
