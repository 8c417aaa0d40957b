import type { Expression, NamedArgument } from '../ast/expression.ts'
import type { JsonLiteral, Literal } from '../ast/literal.ts'
import type { QueryOptions } from '../ast/query-options.ts'
import { nullLiteral } from '../literal/create-literal.ts'
import { refuse } from './translation-error.ts'

type Aliases = NonNullable<QueryOptions['aliases']>

/** Aliases that stand for aliases are followed this far; a circle goes further. */
const MAX_STEPS = 10

/** What an alias stands for; an alias without a value is `null` (OData URL Conventions 5.1.1.13). */
export function resolveAlias(expression: Expression, aliases: Aliases): Expression {
  let resolved = expression
  for (let step = 0; resolved.kind === 'alias'; step++) {
    if (step > MAX_STEPS) refuse('a parameter alias that stands for itself')
    resolved = Object.hasOwn(aliases, resolved.name) ? (aliases[resolved.name] ?? nullLiteral) : nullLiteral
  }
  return resolved
}

/** The value of an argument of a query function. */
export function resolveArgument({ value }: NamedArgument, aliases: Aliases): Literal | JsonLiteral {
  const resolved = resolveAlias(value, aliases)
  if (resolved.kind === 'literal' || resolved.kind === 'json') return resolved
  return refuse('an argument of a query function that is no value')
}
