import type { Expression } from '@dynamics-kit/odata'

/** `a.and(b).and(c)` is one chain, so that long ones neither nest nor need brackets. One operand is itself. */
export function joined(kind: 'and' | 'or', expressions: readonly [Expression, ...Expression[]]): Expression {
  const operands = expressions.flatMap((operand) => (operand.kind === kind ? operand.operands : [operand]))
  return operands.length === 1 ? expressions[0] : { kind, operands }
}
