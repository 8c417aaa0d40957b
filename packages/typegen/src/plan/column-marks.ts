import type { AttributeMetadata, AttributeType, ColumnKind, Property } from '@dynamics-kit/odata'
import type { ColumnMark } from './table-plan.ts'
import { WELL_KNOWN_MARKS } from './well-known-columns.ts'

/** When a column can be written, and whether it can be missing. */
export function columnMarks(
  name: string,
  kind: ColumnKind,
  property: Property,
  attribute: AttributeMetadata | undefined,
): readonly ColumnMark[] {
  const writing = writingMark(name, kind, property, attribute)
  const marks: ColumnMark[] = writing === undefined ? [] : [writing]
  // The primary key is never null as it is.
  if (kind !== 'key' && isNeverNull(name, attribute)) marks.push('NotNull')
  return marks
}

function writingMark(
  name: string,
  kind: ColumnKind,
  property: Property,
  attribute: AttributeMetadata | undefined,
): ColumnMark | undefined {
  const { isValidForCreate, isValidForUpdate } = attribute ?? {}
  // A file is never written with the row, whatever its definition says: its type is enough.
  if (kind === 'file') return undefined
  if (isValidForCreate !== undefined && isValidForUpdate !== undefined) {
    if (isValidForCreate && isValidForUpdate) return undefined
    // A key is never changed; that is its kind, and no mark.
    if (isValidForCreate) return kind === 'key' ? undefined : 'CreateOnly'
    return isValidForUpdate ? 'UpdateOnly' : 'ReadOnly'
  }
  const known = WELL_KNOWN_MARKS.get(name)?.find((mark) => mark !== 'NotNull')
  if (known !== undefined) return known
  // Lookups are computed properties all of them: they are written through their navigation property.
  return kind !== 'lookup' && (property.computed || property.readOnly) ? 'ReadOnly' : undefined
}

/**
 * `SystemRequired` alone does not say that a row always has a value: rows from before a column was added lack it. What does:
 * a state, an owner where rows have one, and a primary key. Status reasons are not even `SystemRequired`.
 */
function isNeverNull(name: string, attribute: AttributeMetadata | undefined): boolean {
  if (attribute?.requiredLevel === undefined) return WELL_KNOWN_MARKS.get(name)?.includes('NotNull') === true
  const { attributeType, requiredLevel } = attribute
  return requiredLevel === 'SystemRequired' && (attributeType === 'State' || attributeType === 'Owner')
}

/** Types whose columns the service fills in itself: an owner is the caller, a state the first, a yes/no its default, …. */
const FILLED_IN: ReadonlySet<AttributeType> = new Set<AttributeType>([
  'BigInt',
  'Boolean',
  'CalendarRules',
  'EntityName',
  'File',
  'ManagedProperty',
  'Owner',
  'PartyList',
  'State',
  'Status',
  'Uniqueidentifier',
  'Virtual',
])

/**
 * Whether create must be given a column. The service enforces `SystemRequired` alone; `ApplicationRequired` binds forms, not programs. Of those, a column that has
 * a default, a number that counts up or a formula needs no value either.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/entity-attribute-metadata#column-requirement-level
 */
export function isRequiredOnCreate(
  kind: ColumnKind,
  marks: readonly ColumnMark[],
  attribute: AttributeMetadata | undefined,
): boolean {
  return (
    attribute !== undefined &&
    !marks.includes('ReadOnly') &&
    !marks.includes('UpdateOnly') &&
    attribute.requiredLevel === 'SystemRequired' &&
    attribute.isValidForCreate === true &&
    attribute.isPrimaryId !== true &&
    attribute.isLogical !== true &&
    attribute.defaultValue === undefined &&
    attribute.autoNumberFormat === undefined &&
    (attribute.sourceType ?? 'simple') === 'simple' &&
    kind !== 'key' &&
    !FILLED_IN.has(attribute.attributeType)
  )
}
