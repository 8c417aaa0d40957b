import type { LocalizedText } from '@dynamics-kit/odata'
import { stableId } from '../access/stable-id.ts'

/** The language that callers of the fake read. */
const userLanguage = 1033

interface LabelText {
  readonly text: string | undefined
  readonly byLanguage: LocalizedText | undefined
  /** Whether it came with the platform. */
  readonly isManaged: boolean
}

/**
 * `Label` on the wire: `{ "LocalizedLabels": [{ "Label": "Active", "LanguageCode": 1033, … }], "UserLocalizedLabel": … }`.
 * `owner` says what it is a label of, and decides its id.
 */
export function labelJson(owner: string, { text, byLanguage, isManaged }: LabelText): Record<string, unknown> {
  const texts = new Map(byLanguage ?? (text === undefined ? [] : [[userLanguage, text]]))
  const labels = [...texts].map(([LanguageCode, Label]) => ({
    Label,
    LanguageCode,
    IsManaged: isManaged,
    MetadataId: stableId(`label:${owner}:${LanguageCode}`),
    HasChanged: null,
  }))
  const own = labels.find(({ LanguageCode }) => LanguageCode === userLanguage) ?? null
  return { LocalizedLabels: labels, UserLocalizedLabel: own }
}
