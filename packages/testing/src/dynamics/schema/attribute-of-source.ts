import type { AttributeMetadata, LocalizedText } from '@dynamics-kit/odata'
import { columnNames } from './column-names.ts'
import type { ColumnSource, TableSource } from './table-source.ts'

/** The one language of a fake environment. */
const english = 1033

export const inEnglish = (text: string): LocalizedText => new Map([[english, text]])

/** What the definition of a standard column says. */
export function attributeOfSource(logicalName: string, column: ColumnSource, table: TableSource): AttributeMetadata {
  const names = columnNames(logicalName)
  const displayName = column.label ?? names?.[1]
  const format = column.format ?? formatOf(logicalName, column)
  return {
    logicalName,
    schemaName: names?.[0] ?? logicalName,
    attributeType: column.type,
    ...(displayName === undefined ? {} : { displayName, displayNames: inEnglish(displayName) }),
    requiredLevel: column.required ?? 'None',
    isPrimaryId: logicalName === table.key || logicalName === `${table.name}id`,
    isPrimaryName: logicalName === table.primaryName,
    isCustomAttribute: table.isCustom === true && /^[a-z]+_/.test(logicalName),
    ...validity(column),
    ...(column.maxLength === undefined ? {} : { maxLength: column.maxLength }),
    ...(column.precision === undefined ? {} : { precision: column.precision }),
    ...(column.min === undefined ? {} : { minValue: column.min }),
    ...(column.max === undefined ? {} : { maxValue: column.max }),
    ...(format === undefined ? {} : { format }),
    ...(column.autoNumber === undefined ? {} : { autoNumberFormat: column.autoNumber }),
    ...(column.options === undefined ? {} : { options: column.options }),
    ...(column.globalOptionSet === undefined ? {} : { optionSetName: column.globalOptionSet, isGlobalOptionSet: true }),
    ...(column.default === undefined ? {} : { defaultValue: column.default }),
    ...(column.targets === undefined ? {} : { targets: targetsOf(column) }),
    ...(column.dateTimeBehavior === undefined ? {} : { dateTimeBehavior: column.dateTimeBehavior }),
  }
}

function validity({ readOnly, computed, createOnly }: ColumnSource): Partial<AttributeMetadata> {
  const takesValues = readOnly !== true && computed !== true
  return {
    isValidForCreate: takesValues,
    isValidForRead: true,
    isValidForUpdate: takesValues && createOnly !== true,
  }
}

/** An owner is a user or a team; in `$metadata` it points to what both are. */
const targetsOf = ({ type, targets = [] }: ColumnSource): readonly string[] =>
  type === 'Owner' ? ['systemuser', 'team'] : targets.map(({ table }) => table)

const textFormats: readonly (readonly [RegExp, string])[] = [
  [/^(?:internal|personal)?emailaddress\d?$/, 'Email'],
  [/^(?:ftpsiteurl|websiteurl|photourl|entityimage_url)$/, 'Url'],
  [/^(?:telephone\d|mobilephone)$/, 'Phone'],
  [/^tickersymbol$/, 'TickerSymbol'],
  [/^yomi/, 'PhoneticGuide'],
]

function formatOf(logicalName: string, { type, dateTimeBehavior }: ColumnSource): string | undefined {
  switch (type) {
    case 'String':
      return textFormats.find(([pattern]) => pattern.test(logicalName))?.[1] ?? 'Text'
    case 'Memo':
      return 'TextArea'
    case 'Integer':
      return 'None'
    case 'DateTime':
      return dateTimeBehavior === 'DateOnly' ? 'DateOnly' : 'DateAndTime'
    default:
      return undefined
  }
}
