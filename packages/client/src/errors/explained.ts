import { DynamicsError, NetworkError } from './dynamics-error.ts'
import type { DynamicsErrorDetails } from './dynamics-error.ts'

/** What tells a failure in full, loaded with the first one: most programs see few. */
type Explanations = typeof import('./explanations.ts')

/**
 * The error of a failure: `plain`, or what `make` knows to say of it. Pages that cannot load their own files any more, because
 * they are offline or because newer ones have taken their place, get `plain`.
 */
export async function explained(
  plain: DynamicsErrorDetails,
  make: (explanations: Explanations) => DynamicsError = ({ createError }) => createError(plain),
): Promise<DynamicsError> {
  const explanations = await import('./explanations.ts').catch(() => undefined)
  if (explanations) return make(explanations)
  return plain.code === 'network' ? new NetworkError({ ...plain, code: 'network' }) : new DynamicsError(plain)
}
