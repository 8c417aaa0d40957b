import type { MetadataOptions } from './metadata.ts'
import type { LabelText, NewColumn, NewOption, NewRequiredLevel } from './new-definition.ts'

const TYPE = 'Microsoft.Dynamics.CRM.'

/** What has a text in its definition, in the language that a plain text is in. */
export interface Labels {
  label(text: LabelText): object
  /** What all columns have. */
  described(column: Pick<NewColumn, 'schemaName' | 'label' | 'description' | 'required'>): object
  option(option: NewOption): object
}

/** English, of the United States. */
const DEFAULT_LANGUAGE = 1033

/** Labels in the language of the options. */
export function labelsFor({ language = DEFAULT_LANGUAGE }: MetadataOptions): Labels {
  if (!Number.isSafeInteger(language)) throw new TypeError('language takes the code of a language, such as 1033.')
  const label = (text: LabelText): object => ({
    '@odata.type': `${TYPE}Label`,
    LocalizedLabels: Object.entries(typeof text === 'string' ? { [language]: text } : text).map(([code, value]) => ({
      '@odata.type': `${TYPE}LocalizedLabel`,
      Label: value,
      LanguageCode: Number(code),
    })),
  })
  const described = ({
    schemaName,
    label: text,
    description,
    required = 'none',
  }: Parameters<Labels['described']>[0]): object => ({
    SchemaName: schemaName,
    DisplayName: label(text),
    ...(description !== undefined && { Description: label(description) }),
    RequiredLevel: requiredLevel(required),
  })
  const option = ({ value, label: text, color }: NewOption): object => ({
    ...(value !== undefined && { Value: value }),
    Label: label(text),
    ...(color !== undefined && { Color: color }),
  })
  return { label, described, option }
}

const LEVELS = { none: 'None', recommended: 'Recommended', required: 'ApplicationRequired' } as const

/** Whether a column has to have a value. */
export function requiredLevel(level: NewRequiredLevel): object {
  return { Value: LEVELS[level], CanBeChanged: true, ManagedPropertyLogicalName: 'canmodifyrequirementlevelsettings' }
}
