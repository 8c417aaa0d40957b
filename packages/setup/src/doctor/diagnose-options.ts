import type { Environment } from '@dynamics-kit/auth'
import type { TokenCredential } from '@dynamics-kit/client'
import type { TableAction } from '../dynamics/security-role.ts'
import type { Finding } from './diagnosis.ts'

/** Options of {@link diagnose}. */
export interface DiagnoseOptions {
  /**
   * Where the configuration is: `DYNAMICS_URL`, the `AZURE_…` variables of `fromEnvironment`, `GRAPH_URL`, and the proxy's. Default
   * `process.env`.
   */
  readonly environment?: Environment | undefined
  /** The environment URL. Default `DYNAMICS_URL`. */
  readonly url?: string | undefined
  /** The credential of the program, where it is not that of the `AZURE_…` variables: a managed identity, a build service. */
  readonly credential?: TokenCredential | undefined
  /**
   * Somebody who may read app registrations in Microsoft Graph and users in the environment. With it the doctor tells which secret
   * is meant and when it expires, and why there is no application user; without it those checks are skipped.
   */
  readonly administrator?: TokenCredential | undefined
  /** Default `GRAPH_URL`, or else the Microsoft Graph of the environment’s cloud. */
  readonly graphUrl?: string | undefined
  /** What the program does with tables, by logical name: `{ account: ['read', 'write'] }`. Its privileges are compared. */
  readonly tables?: Readonly<Record<string, readonly TableAction[]>> | undefined
  /** Security roles that a repair gives to the application user. Default none, and then no such repair is offered. */
  readonly roles?: readonly string[] | undefined
  /** Default: the global `fetch`. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
  /** Milliseconds that one request may take. Default 10,000. */
  readonly timeout?: number | undefined
  /** Milliseconds since 1970. Default: the clock of this machine. */
  readonly now?: (() => number) | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with each finding as it is made. */
  readonly onFinding?: ((finding: Finding) => void) | undefined
}
