/** One request that is about to leave, without its token and without values of rows. */
export interface Attempt {
  readonly method: string
  /** Without the values of the query and of alternate keys: `https://contoso.crm.dynamics.com/api/data/v9.2/accounts?$select`. */
  readonly url: string
  /** Below the service root, without keys: `accounts({key})/Account_Tasks`. */
  readonly template: string
  readonly host: string
  readonly port: number
  /** How often it was sent before: because the service was busy, the connection broke, or the token was refused. */
  readonly resends: number
  /** The URL with all values, which may be those of rows. Not for logs that others read. */
  fullUrl(): string
}

/** How an attempt ended: an answer began, or there is none. */
export type Outcome =
  | { readonly status: number; readonly headers: Headers; readonly error?: undefined }
  | { readonly status?: undefined; readonly headers?: undefined; readonly error: unknown }

/** What an observer has begun for an attempt. */
export interface Observation {
  /** Headers that go along, such as `traceparent`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Called once, when the answer has begun or failed to. */
  end(outcome: Outcome): void
}

/** Watches every attempt of a client. Its own errors are not caught. */
export interface Telemetry {
  /** Whether it is worth to begin; asked before each attempt. Default: always. */
  isWatching?(): boolean
  /** Called before each attempt leaves; gives what hears of its end, or nothing. */
  start(attempt: Attempt): Observation | undefined
}
