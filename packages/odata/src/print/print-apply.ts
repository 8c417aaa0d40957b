import type { AggregateExpression, Transformation } from '../ast/query-options.ts'
import { printName } from '../text/identifier.ts'
import { printEncodedExpression, printNamePath } from './print-expression.ts'

/** The value of `$apply`, percent-encoded: `filter(…)/groupby((statuscode),aggregate(revenue%20with%20sum%20as%20total))`. */
export function printApply(transformations: readonly Transformation[]): string {
  if (transformations.length === 0) throw new TypeError('$apply needs a transformation.')
  return transformations.map(printTransformation).join('/')
}

function printTransformation(transformation: Transformation): string {
  switch (transformation.kind) {
    case 'filter':
      return `filter(${printEncodedExpression(transformation.filter)})`
    case 'aggregate':
      if (transformation.aggregates.length === 0) throw new TypeError('aggregate needs an expression.')
      return `aggregate(${transformation.aggregates.map(printAggregate).join(',')})`
    case 'groupby': {
      if (transformation.properties.length === 0) throw new TypeError('groupby needs a property.')
      const properties = transformation.properties.map((path) => printNamePath(path, true)).join(',')
      return `groupby((${properties})${transformation.apply ? ',' + printApply(transformation.apply) : ''})`
    }
  }
}

function printAggregate(aggregate: AggregateExpression): string {
  const alias = printName(aggregate.alias, true)
  if (aggregate.kind === 'count') return `$count%20as%20${alias}`
  return `${printNamePath(aggregate.path, true)}%20with%20${printName(aggregate.method, true)}%20as%20${alias}`
}
