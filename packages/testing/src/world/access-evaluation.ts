import type { AccessEvaluation } from './world.ts'

/**
 * The state behind continuous access evaluation. A token passes once it was asked for with the challenge's claims, because
 * Entra then issues it with `nbf` at or after the event.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation
 */
export function createAccessEvaluation(): AccessEvaluation {
  const evaluation: AccessEvaluation = {
    validFrom: 0,
    challengeFor({ nbf }) {
      const seconds = Math.floor(evaluation.validFrom / 1000)
      if (nbf >= seconds) return undefined
      return { access_token: { nbf: { essential: true, value: String(seconds) } } }
    },
  }
  return evaluation
}
