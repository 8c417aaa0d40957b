import type { Expression } from '../ast/expression.ts'
import type { AggregateExpression, Transformation } from '../ast/query-options.ts'
import type { AggregateFunction, FetchAttribute, FetchSource } from '../fetchxml/fetch-xml.ts'
import { columnIn, type FetchScope, type FetchTranslation } from './fetch-scope.ts'
import { followLink, rowBehind } from './fetch-filter-to-expression.ts'
import { groupAlias } from './group-alias.ts'
import { refuse } from './translation-error.ts'

const METHODS: { readonly [Function in AggregateFunction]?: string } = {
  sum: 'sum',
  avg: 'average',
  min: 'min',
  max: 'max',
}

/** The `$apply` of an aggregate fetch: `filter(…)/groupby((…),aggregate(…))`. @throws TranslationError */
export function fetchAggregatesToApply(
  translation: FetchTranslation,
  root: FetchScope,
  filter: Expression | undefined,
): readonly Transformation[] {
  const { entity, returnTotalRecordCount } = translation.fetch
  if (returnTotalRecordCount) refuse('returntotalrecordcount of an aggregate fetch')
  const properties: (readonly string[])[] = []
  const aggregates: AggregateExpression[] = []
  const visit = (scope: FetchScope, source: FetchSource): void => {
    if (source.orders.length > 0) refuse('order of an aggregate fetch')
    if (source.allAttributes) refuse('all-attributes of an aggregate fetch')
    for (const attribute of source.attributes) {
      const { path } = columnIn(translation, scope, attribute.name)
      if (attribute.groupBy) properties.push(groupOf(source.name, attribute, path.segments))
      else aggregates.push(aggregateOf(attribute, path.segments))
    }
    for (const link of source.links) {
      const { relationship } = followLink(translation, scope, link)
      if (relationship.kind === 'single') visit(rowBehind(scope, relationship), link)
    }
  }
  visit(root, entity)
  const steps: Transformation[] = filter ? [{ kind: 'filter', filter }] : []
  const apply: Transformation[] = aggregates.length > 0 ? [{ kind: 'aggregate', aggregates }] : []
  if (properties.length > 0) steps.push({ kind: 'groupby', properties, ...(apply.length > 0 && { apply }) })
  else steps.push(...apply)
  if (properties.length + apply.length === 0) refuse('an aggregate fetch without attributes')
  return steps
}

function groupOf(table: string, attribute: FetchAttribute, path: readonly string[]): readonly string[] {
  if (attribute.dateGrouping !== undefined) refuse('dategrouping')
  const alias = groupAlias(table, path)
  if (attribute.alias !== undefined && attribute.alias !== alias) {
    refuse(`alias ${attribute.alias} of the group ${attribute.name}, which an address calls ${alias}`)
  }
  return path
}

function aggregateOf(attribute: FetchAttribute, path: readonly string[]): AggregateExpression {
  const { aggregate, alias } = attribute
  if (aggregate === undefined) return refuse(`${attribute.name} without aggregate or groupby`)
  if (alias === undefined) return refuse(`${attribute.name} without an alias`)
  if (aggregate === 'count') return { kind: 'count', alias }
  if (attribute.distinct) return refuse(`${aggregate} of different values`)
  const method = METHODS[aggregate] ?? refuse(aggregate)
  return { kind: 'aggregate', path, method, alias }
}
