import type { TrustedJob } from './trusted-job.ts'

/** How the app is to prove itself. */
export type CredentialPlan =
  /** A secret, which expires after `days`. Default 180. */
  | { readonly kind: 'secret'; readonly days?: number | undefined }
  /** A key and a certificate, made on this machine and kept in a PEM file at `path`; the key never leaves. `days` default 365. */
  | { readonly kind: 'certificate'; readonly path: string; readonly days?: number | undefined }
  /** No secret at all: tokens of a build service or cluster stand for the app. See {@link gitHubJob}, {@link azurePipelinesJob}, {@link kubernetesPod}. */
  | TrustedJob

/** @throws {TypeError} For a plan that makes no sense. */
export function checkCredential(plan: CredentialPlan): void {
  if (plan.kind === 'certificate' && (typeof plan.path !== 'string' || plan.path.trim() === '')) {
    throw new TypeError(
      'credential.path: is missing; give the name of a file for key and certificate, such as contoso.pem',
    )
  }
  if (plan.kind !== 'federated') checkLifetime('credential.days', plan.days)
}

/** @throws {TypeError} For what is no lifetime of a secret or certificate, in days. */
export function checkLifetime(option: string, days: number | undefined): void {
  if (days !== undefined && (!Number.isInteger(days) || days < 1 || days > 730)) {
    throw new TypeError(`${option}: ${String(days)} is not a lifetime; give 1 to 730 days`)
  }
}
