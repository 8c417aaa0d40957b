import type { AggregateExpression, Transformation } from '../ast/query-options.ts'
import { printName } from '../text/identifier.ts'
import { printEncodedExpression } from './print-expression.ts'
import { printNamePath } from './print-plain-expression.ts'

/** The value of `$apply`, percent-encoded: `filter(…)/groupby((statuscode),aggregate(revenue%20with%20sum%20as%20total))`. */
export function printApply(transformations: readonly Transformation[]): string {
  return printList(transformations, '/', printTransformation, '$apply needs a transformation.')
}

function printTransformation(transformation: Transformation): string {
  switch (transformation.kind) {
    case 'filter':
      return 'filter(' + printEncodedExpression(transformation.filter) + ')'
    case 'aggregate':
      return (
        'aggregate(' + printList(transformation.aggregates, ',', printAggregate, 'aggregate needs an expression.') + ')'
      )
    case 'groupby': {
      const { properties, apply } = transformation
      const text = 'groupby((' + printList(properties, ',', printProperty, 'groupby needs a property.') + ')'
      return apply ? text + ',' + printApply(apply) + ')' : text + ')'
    }
  }
}

function printProperty(path: readonly string[]): string {
  return printNamePath(path, true)
}

function printAggregate(aggregate: AggregateExpression): string {
  const alias = printName(aggregate.alias, true)
  if (aggregate.kind === 'count') return '$count%20as%20' + alias
  return printNamePath(aggregate.path, true) + '%20with%20' + printName(aggregate.method, true) + '%20as%20' + alias
}

function printList<Item>(
  items: readonly Item[],
  separator: string,
  print: (item: Item) => string,
  problem: string,
): string {
  if (items.length === 0) throw new TypeError(problem)
  let text = ''
  for (const item of items) text += text === '' ? print(item) : separator + print(item)
  return text
}
