import type { Expression } from '../ast/expression.ts'
import type { FetchFilter, FetchFilterItem, FetchLinkEntity, FetchSource } from '../fetchxml/fetch-xml.ts'
import { nullLiteral } from '../literal/create-literal.ts'
import { columnOfAttribute } from './column.ts'
import { conditionToExpression } from './condition-to-expression.ts'
import { aliasOf, allOf, type FetchScope, type FetchTranslation, pathOf } from './fetch-scope.ts'
import { negateFilterItem } from './negate-filter-item.ts'
import { findManyToMany, findRelationship, type Relationship } from './relationship.ts'
import { refuse, TranslationError } from './translation-error.ts'

/** What the filters of an entity or link-entity ask of its row. @throws TranslationError */
export function filtersToExpressions(
  translation: FetchTranslation,
  scope: FetchScope,
  filters: readonly FetchFilter[],
): Expression[] {
  return filters.flatMap((filter) => filterToExpression(translation, scope, filter) ?? [])
}

function filterToExpression(
  translation: FetchTranslation,
  scope: FetchScope,
  filter: FetchFilter,
): Expression | undefined {
  if (filter.isQuickFindFields) refuse('isquickfindfields')
  const operands = filter.items.flatMap((item) => itemToExpression(translation, scope, item) ?? [])
  return allOf(filter.type ?? 'and', operands)
}

function itemToExpression(
  translation: FetchTranslation,
  scope: FetchScope,
  item: FetchFilterItem,
): Expression | undefined {
  switch (item.kind) {
    case 'condition':
      return conditionToExpression(translation, scope, item)
    case 'filter':
      return filterToExpression(translation, scope, item)
    case 'link-entity':
      return linkToExpression(translation, scope, item)
  }
}

function linkToExpression(translation: FetchTranslation, scope: FetchScope, link: FetchLinkEntity): Expression {
  switch (link.linkType) {
    case 'any':
    case 'not all':
      return existenceOf(translation, scope, link)
    case 'not any':
      return absenceOf(translation, scope, link)
    case 'all': {
      // Related rows exist, and none of them satisfies the filter.
      const operands = [existenceOf(translation, scope, unfiltered(link)), absenceOf(translation, scope, link)]
      return { kind: 'and', operands }
    }
    default:
      return refuse(`link-type ${link.linkType ?? 'inner'} in a filter`)
  }
}

/** The rows of an N:N relationship stay rows with the link in the middle; what is asked of them is taken away. */
function unfiltered(link: FetchLinkEntity): FetchLinkEntity {
  return { ...link, filters: [], links: link.links.map((inner) => ({ ...unfiltered(inner) })) }
}

/** That a related row exists which satisfies what is inside: `any` of a collection, or what holds of the one row. */
function existenceOf(translation: FetchTranslation, scope: FetchScope, link: FetchLinkEntity): Expression {
  refuseColumns(link)
  const { relationship, inner } = followLink(translation, scope, link)
  if (relationship.kind === 'single') {
    const row = rowBehind(scope, relationship)
    const operands = [presenceOf(translation, scope, relationship), ...insideOf(translation, row, inner)]
    return allOf('and', operands) ?? refuse('an empty link')
  }
  if (scope.isUnderLookup) return refuse(`a link to the rows of ${link.name} from under a lookup`)
  const path = [...scope.path, relationship.navigationProperty]
  const variable = `x${++translation.variables}`
  const row: FetchScope = { table: relationship.table, path: [variable], variable, isUnderLookup: false }
  const predicate = allOf('and', insideOf(translation, row, inner))
  return { kind: 'lambda', operator: 'any', path, ...(predicate && { variable, predicate }) }
}

function absenceOf(translation: FetchTranslation, scope: FetchScope, link: FetchLinkEntity): Expression {
  const { relationship } = followLink(translation, scope, link)
  if (relationship.kind !== 'single') return { kind: 'not', operand: existenceOf(translation, scope, link) }
  if (link.links.length > 0) return refuse(`link-type ${link.linkType ?? 'inner'} of a lookup with links inside`)
  refuseColumns(link)
  const without: Expression = { ...presenceOf(translation, scope, relationship), operator: 'eq' }
  const items = link.filters.filter((filter) => filter.items.length > 0)
  if (items.length === 0) return without
  const negated = negateFilterItem({ kind: 'filter', items })
  const inside = itemToExpression(translation, rowBehind(scope, relationship), negated)
  return allOf('or', inside ? [without, inside] : [without]) ?? without
}

/** Filters and links inside a link that only asks whether rows exist. */
function insideOf(translation: FetchTranslation, row: FetchScope, source: FetchSource): Expression[] {
  const links = joinLinks(translation, row, source.links, true)
  return [...filtersToExpressions(translation, row, source.filters), ...links]
}

/**
 * What links ask of the row they start from, and their aliases for conditions elsewhere. Where only existence counts, a
 * link to many rows asks for one of them.
 */
export function joinLinks(
  translation: FetchTranslation,
  scope: FetchScope,
  links: readonly FetchLinkEntity[],
  isExistence: boolean,
): Expression[] {
  // Aliases first, because a condition may name a link that comes later.
  const joined = links.map((link) => ({ link, ...followLink(translation, scope, link) }))
  for (const { link, relationship } of joined) {
    if (relationship.kind === 'single') translation.aliases.set(aliasOf(link), rowBehind(scope, relationship))
  }
  return joined.flatMap(({ link, relationship }) => joinLink(translation, scope, { link, relationship, isExistence }))
}

function joinLink(
  translation: FetchTranslation,
  scope: FetchScope,
  { link, relationship, isExistence }: { link: FetchLinkEntity; relationship: Relationship; isExistence: boolean },
): Expression[] {
  const { linkType = 'inner' } = link
  if (linkType === 'exists' || linkType === 'in') return [existenceOf(translation, scope, link)]
  if (linkType !== 'inner' && linkType !== 'outer' && linkType !== 'matchfirstrowusingcrossapply') {
    return refuse(`link-type ${linkType} outside a filter`)
  }
  if (relationship.kind !== 'single') {
    const isOne = linkType === 'matchfirstrowusingcrossapply' || (isExistence && linkType === 'inner')
    return isOne
      ? [existenceOf(translation, scope, link)]
      : refuse(`link-type ${linkType} to many rows of ${link.name}`)
  }
  const row = rowBehind(scope, relationship)
  if (linkType === 'outer') {
    if (link.filters.some((filter) => filter.items.length > 0)) return refuse('link-type outer with a filter')
    if (link.links.some((inner) => inner.linkType !== 'outer')) return refuse('an inner link in an outer one')
    return joinLinks(translation, row, link.links, isExistence)
  }
  const presence = presenceOf(translation, scope, relationship)
  const inside = joinLinks(translation, row, link.links, isExistence)
  return [presence, ...filtersToExpressions(translation, row, link.filters), ...inside]
}

/** The row that a lookup leads to. */
export function rowBehind(scope: FetchScope, relationship: Relationship): FetchScope {
  const path = [...scope.path, relationship.navigationProperty]
  return { ...scope, table: relationship.table, path, isUnderLookup: true }
}

function presenceOf(
  translation: FetchTranslation,
  scope: FetchScope,
  { to }: Relationship,
): Extract<Expression, { kind: 'comparison' }> {
  const left = pathOf(scope, columnOfAttribute(translation.model, scope.table, to))
  return { kind: 'comparison', operator: 'ne', left, right: nullLiteral }
}

/** The relationship of a link, and the link whose rows it leads to: of N:N the one behind the table in the middle. */
export function followLink(
  { model }: FetchTranslation,
  scope: FetchScope,
  link: FetchLinkEntity,
): { readonly relationship: Relationship; readonly inner: FetchLinkEntity } {
  const direct = findRelationship(model, scope.table, link)
  if (direct) return { relationship: direct, inner: link }
  const [behind, ...others] = link.links
  const isBare =
    link.attributes.length === 0 && !link.allAttributes && link.filters.every(({ items }) => items.length === 0)
  const found = behind && others.length === 0 ? findManyToMany(model, scope.table, link.name, behind.name) : undefined
  const isJoined = found && found.to === link.to && found.from === behind?.from
  if (!isJoined || !behind || !isBare || (behind.linkType ?? 'inner') !== 'inner') {
    throw new TranslationError('unknownRelationship', `link-entity ${link.name} from ${link.from} to ${link.to}`)
  }
  return { relationship: found, inner: behind }
}

function refuseColumns(link: FetchLinkEntity): void {
  const hasColumns = link.allAttributes || link.attributes.length > 0 || link.orders.length > 0
  if (hasColumns) refuse(`columns of a link that only asks whether rows of ${link.name} exist`)
  for (const inner of link.links) refuseColumns(inner)
}
