import { type AttributeMetadata, attributesOf, type EntityType, propertiesOf, type Property } from '@dynamics-kit/odata'
import { compareNames } from '../names/compare-names.ts'
import { columnKind } from './column-kind.ts'
import { columnMarks, isRequiredOnCreate } from './column-marks.ts'
import type { PlanContext } from './plan-context.ts'
import { lookupName } from './plan-lookups.ts'
import type { ChoicePlan, ColumnPlan, LookupTarget } from './table-plan.ts'

/**
 * The columns of a table: what its type has as properties, which is what can be selected. Lookups go by their attribute's
 * name. A lookup of which no target is known stays what it is on the wire, a read-only GUID `_x_value`.
 */
export function planColumns(
  context: PlanContext,
  type: EntityType,
  key: string,
  targets: ReadonlyMap<string, readonly LookupTarget[]>,
): readonly ColumnPlan[] {
  const properties = propertiesOf(context.model, type.name)
  const attributes = attributesOf(context.model, type.name)
  const columns: ColumnPlan[] = []
  for (const property of properties.values()) {
    const lookup = lookupName(property.name)
    const attribute = attributes.get(lookup ?? property.name) ?? property.attribute
    const skip = (reason: 'type' | 'not readable' | 'name taken'): void => {
      context.skipped.push({ what: `column ${type.name}.${lookup ?? property.name}`, reason })
    }
    if (attribute?.isValidForRead === false) {
      skip('not readable')
      continue
    }
    const found = lookup === undefined ? undefined : targets.get(lookup)
    if (lookup !== undefined && found !== undefined && found.length > 0) {
      if (properties.has(lookup)) skip('name taken')
      else columns.push(planColumn(context, lookup, 'lookup', property, attribute, { targets: found }))
      continue
    }
    if (lookup !== undefined) {
      const doc = docOf(context, property, attribute)
      columns.push({ name: property.name, kind: 'guid', marks: ['ReadOnly'], isRequired: false, doc })
      continue
    }
    const kind =
      property.name === key ? 'key' : columnKind(property, attribute, properties.has(`${property.name}_name`))
    if (kind === undefined) {
      skip('type')
      continue
    }
    columns.push(choiceOrSimple(context, kind, property, attribute))
  }
  return columns.toSorted((one, other) =>
    one.kind === 'key' ? -1 : other.kind === 'key' ? 1 : compareNames(one.name, other.name),
  )
}

function choiceOrSimple(
  context: PlanContext,
  kind: ColumnPlan['kind'],
  property: Property,
  attribute: AttributeMetadata | undefined,
): ColumnPlan {
  if (kind !== 'choice' && kind !== 'choices') return planColumn(context, property.name, kind, property, attribute)
  const options = attribute?.options ?? []
  // A choice without options could hold nothing.
  if (options.length === 0) {
    return planColumn(context, property.name, kind === 'choice' ? 'integer' : 'text', property, attribute)
  }
  const choice: ChoicePlan = {
    options: options.toSorted((one, other) => one.value - other.value),
    ...(attribute?.isGlobalOptionSet === true &&
      attribute.optionSetName !== undefined && { global: attribute.optionSetName }),
  }
  return planColumn(context, property.name, kind, property, attribute, { choice })
}

function planColumn(
  context: PlanContext,
  name: string,
  kind: ColumnPlan['kind'],
  property: Property,
  attribute: AttributeMetadata | undefined,
  more: Pick<ColumnPlan, 'choice' | 'targets'> = {},
): ColumnPlan {
  const marks = columnMarks(name, kind, property, attribute)
  return {
    name,
    kind,
    marks,
    isRequired: isRequiredOnCreate(kind, marks, attribute),
    doc: docOf(context, property, attribute),
    ...more,
  }
}

/** `Account Name. Type the company or business name.` */
function docOf(context: PlanContext, property: Property, attribute: AttributeMetadata | undefined): string | undefined {
  return sentences(
    context.text(attribute?.displayName, attribute?.displayNames),
    context.text(attribute?.description ?? property.description, attribute?.descriptions),
  )
}

/** A name, and what is said of it; a description that only repeats the name says nothing. */
export function sentences(name: string | undefined, description: string | undefined): string | undefined {
  const [title, text] = [name?.trim(), description?.trim()]
  if (!title || !text || title.toLowerCase() === text.toLowerCase()) return title || text || undefined
  return `${/[.!?。]$/u.test(title) ? title : `${title}.`} ${text}`
}
