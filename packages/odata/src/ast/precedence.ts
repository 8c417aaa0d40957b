/** How strongly operators bind, loosest first (OData URL Conventions 4.01, 5.1.1.17). */
export const Precedence = {
  or: 1,
  and: 2,
  equality: 3,
  relational: 4,
  additive: 5,
  multiplicative: 6,
  unary: 7,
  /** `has` and `in`. */
  primary: 8,
} as const

/** The precedence of a binary operator; 0 when the word is none. */
export function precedenceOfOperator(word: string): number {
  switch (word) {
    case 'or':
      return Precedence.or
    case 'and':
      return Precedence.and
    case 'eq':
    case 'ne':
      return Precedence.equality
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return Precedence.relational
    case 'add':
    case 'sub':
      return Precedence.additive
    case 'mul':
    case 'div':
    case 'mod':
      return Precedence.multiplicative
    case 'has':
    case 'in':
      return Precedence.primary
    default:
      return 0
  }
}
