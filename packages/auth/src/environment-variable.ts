import { AuthError } from './auth-error.ts'

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The variables by these names.
 *
 * @param missing What it means when they are not there, such as `this is no GitHub Actions job with id-token: write`.
 * @throws {AuthError} `credential-unavailable`, naming those that are missing.
 */
export function requireVariables<Name extends string>(
  environment: Environment,
  names: readonly Name[],
  missing: { readonly credential: string; readonly fix: string },
): Readonly<Record<Name, string>> {
  const absent = names.filter((name) => !environment[name])
  if (absent.length > 0) {
    throw unavailable(`${missing.credential} is not available here: ${absent.join(', ')} not set`, missing.fix)
  }
  // Every name was found above.
  return Object.fromEntries(names.map((name) => [name, environment[name]])) as Record<Name, string>
}

/** A credential that cannot be used on this machine: the next one of a chain may. */
export function unavailable(message: string, fix: string, cause?: unknown): AuthError {
  return new AuthError(message, { code: 'credential-unavailable', fix, step: 3, retryable: false, cause })
}
