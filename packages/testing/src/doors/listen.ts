export interface ListenOptions {
  /** Default 0: a free port. */
  readonly port?: number
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string
  /** Plain HTTP instead of HTTPS. Default false. */
  readonly http?: boolean
  /**
   * Where the certificate and its authority are kept between runs, so that the authority has to be trusted once. Default: a
   * new one each time, in a temporary directory that is removed on close.
   */
  readonly certificateDirectory?: string
  /** Host names, besides those of this machine, that requests may be addressed to. Default: none. */
  readonly allowedHosts?: readonly string[]
}

/** The fake behind a port. Everything is below one origin. */
export interface ListeningFake {
  /** Origin, and the environment URL: `https://localhost:8443`. The Web API is at `/api/data/v9.2/`. */
  readonly url: string
  readonly port: number
  /** Base URL of Entra: the same origin. */
  readonly authority: string
  /** `{authority}/{tenantId}/oauth2/v2.0/token` */
  readonly tokenEndpoint: string
  /** `{url}/graph/v1.0`; the scope of its tokens is `https://graph.microsoft.com/.default`. */
  readonly graphUrl: string
  /** `{url}/_emulator`: `GET /` shows the state, `POST /reset` brings the fresh world back. */
  readonly controlUrl: string
  /** PEM of the authority to trust; absent over HTTP. */
  readonly ca?: string
  /** File that holds `ca`, for `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE` or `curl --cacert`; absent over HTTP. */
  readonly caFile?: string
  /** Stops listening, after requests under way were answered. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
