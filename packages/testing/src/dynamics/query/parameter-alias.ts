import type { Expression } from '@dynamics-kit/odata'

/** What `@p1` and its like stand for, by name without `@`. */
export type Aliases = Readonly<Record<string, Expression>>

/**
 * What an alias stands for, with the aliases that may stand in it: the others, so that one that stands for itself has no value there. Without
 * a value it is null (OData URL Conventions 5.1.1.13).
 */
export function aliasValue(
  aliases: Aliases,
  alias: string,
): { readonly value: Expression | undefined; readonly others: Aliases } {
  const { [alias]: value, ...others } = aliases
  return { value: Object.hasOwn(aliases, alias) ? value : undefined, others }
}

/** The expression itself, or what stands behind an alias, and behind aliases of aliases. */
export function unaliased(expression: Expression, aliases: Aliases): Expression | undefined {
  if (expression.kind !== 'alias') return expression
  const { value, others } = aliasValue(aliases, expression.name)
  return value && unaliased(value, others)
}
