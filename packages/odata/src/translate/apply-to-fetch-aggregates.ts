import type { AggregateExpression, QueryOptions, Transformation } from '../ast/query-options.ts'
import type { AggregateFunction, FetchAttribute, FetchFilter, FetchXml } from '../fetchxml/fetch-xml.ts'
import { primaryKeyOf } from '../model/primary-key.ts'
import { type ExpressionTranslation, expressionToFetchFilter } from './expression-to-fetch-filter.ts'
import { groupAlias } from './group-alias.ts'
import { buildLinks, resolvePath, type RowBuilder } from './link-builder.ts'
import { refuse } from './translation-error.ts'

const FUNCTIONS: Readonly<Record<string, AggregateFunction>> = { sum: 'sum', average: 'avg', min: 'min', max: 'max' }

/** An aggregate fetch for `$apply`: any filters first, then one `groupby` or `aggregate`. @throws TranslationError */
export function applyToFetchAggregates(
  translation: ExpressionTranslation,
  root: RowBuilder,
  options: QueryOptions,
): FetchXml {
  const { apply = [] } = options
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && name !== 'apply' && name !== 'aliases') refuse(`${name} beside $apply`)
  }
  const filters: FetchFilter[] = []
  let last: Transformation | undefined
  for (const step of apply) {
    if (last) refuse(`$apply with ${step.kind} after ${last.kind}`)
    if (step.kind === 'filter') filters.push(expressionToFetchFilter(translation, root, step.filter))
    else last = step
  }
  if (!last || last.kind === 'filter') return refuse('$apply without aggregate or groupby')
  const attributes: FetchAttribute[] = []
  const put = (path: readonly string[], rest: Omit<FetchAttribute, 'name'>): void => {
    const { column, link } = resolvePath(translation, root, path)
    const attribute = { name: column.attribute, ...rest }
    if (link) link.attributes.push(attribute)
    else attributes.push(attribute)
  }
  if (last.kind === 'groupby') {
    for (const path of last.properties) {
      const { link } = resolvePath(translation, root, path)
      put(path, { alias: groupAlias(link?.table ?? root.table, path), groupBy: true })
    }
  }
  for (const aggregate of aggregatesOf(last)) putAggregate(translation, root.table, aggregate, put)
  return {
    aggregate: true,
    entity: {
      kind: 'entity',
      name: root.table,
      allAttributes: false,
      attributes,
      orders: [],
      filters,
      links: buildLinks(root),
    },
    orders: [],
  }
}

function aggregatesOf(step: Exclude<Transformation, { kind: 'filter' }>): readonly AggregateExpression[] {
  if (step.kind === 'aggregate') return step.aggregates
  const [inner, ...others] = step.apply ?? []
  if (!inner) return []
  return inner.kind === 'aggregate' && others.length === 0 ? inner.aggregates : refuse(`${inner.kind} in groupby`)
}

function putAggregate(
  { model }: ExpressionTranslation,
  table: string,
  aggregate: AggregateExpression,
  put: (path: readonly string[], rest: Omit<FetchAttribute, 'name'>) => void,
): void {
  const { alias } = aggregate
  if (aggregate.kind === 'count') {
    const key = primaryKeyOf(model, table)
    put(key === undefined ? [] : [key], { alias, aggregate: 'count' })
    return
  }
  const found = Object.hasOwn(FUNCTIONS, aggregate.method) ? FUNCTIONS[aggregate.method] : undefined
  put(aggregate.path, { alias, aggregate: found ?? refuse(`${aggregate.method} in aggregate`) })
}
