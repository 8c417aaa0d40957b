import { readFileSync } from 'node:fs'
import { X509Certificate } from 'node:crypto'
import { isAuthError, fromEnvironment, type AuthError, type Environment } from '@dynamics-kit/auth'
import type { TokenCredential } from '@dynamics-kit/client'

/** How the program proves that it is the app. */
export type Proof = 'secret' | 'certificate' | 'federation'

/** What the environment variables say, or what is wrong with them. */
export type Settings =
  | {
      readonly valid: true
      readonly credential: TokenCredential
      /** Absent with a credential that is given: it does not tell. */
      readonly tenantId?: string
      readonly clientId?: string
      readonly proof?: Proof
    }
  | {
      readonly valid: false
      /** Variable that is at fault, where one is. */
      readonly variable?: string
      readonly problem: AuthError | TypeError
    }

export interface SettingsOptions {
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
  readonly timeout: number
  readonly now: () => number
}

/** Reads the settings with the rules of `fromEnvironment`; nothing is sent. */
export function readSettings(environment: Environment, options: SettingsOptions): Settings {
  try {
    const credential = fromEnvironment(environment, {
      fetch: options.fetch,
      timeout: options.timeout,
      now: options.now,
      // One repeat: a diagnosis should not hide a service that mostly fails.
      retries: 1,
    })
    return {
      valid: true,
      credential,
      tenantId: credential.tenantId,
      clientId: credential.clientId,
      proof: proofOf(environment),
    }
  } catch (error) {
    if (isAuthError(error)) return { valid: false, problem: error }
    if (!(error instanceof TypeError)) throw error
    // Every such error begins with the name of the variable, or with "certificate" for what is in the file.
    const name = /^([\w.]+):/.exec(error.message)?.[1] ?? ''
    const variable = name.startsWith('certificate') ? 'AZURE_CLIENT_CERTIFICATE_PATH' : name
    return { valid: false, problem: error, ...(variable !== '' && { variable }) }
  }
}

/** Which proof the variables mean, right or wrong, in the order of `fromEnvironment`. */
export function proofOf(environment: Environment): Proof {
  if (environment['AZURE_CLIENT_SECRET']) return 'secret'
  if (environment['AZURE_CLIENT_CERTIFICATE_PATH']) return 'certificate'
  return environment['AZURE_FEDERATED_TOKEN_FILE'] ? 'federation' : 'secret'
}

/** The certificate in the file, where it is PEM: its end and its thumbprint. */
export function readLocalCertificate(
  environment: Environment,
): { readonly notAfter: Date; readonly thumbprint: string } | undefined {
  const path = environment['AZURE_CLIENT_CERTIFICATE_PATH']
  if (!path) return undefined
  try {
    const certificate = new X509Certificate(readFileSync(path))
    return { notAfter: new Date(certificate.validTo), thumbprint: certificate.fingerprint.replaceAll(':', '') }
  } catch {
    // A PFX, or no certificate; the latter was refused before.
    return undefined
  }
}
