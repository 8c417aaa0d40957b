/** One thing that was looked at, and what became of it. */
export interface SetupAction {
  /** What it is about, in a word or two: `application`, `client secret`, `security role`. */
  readonly subject: string
  /**
   * `refused` is not fatal: the caller lacks a right, and `detail` says what somebody else must do. `kept` was not made here, or is
   * still needed. `waiting` comes between the others, while a service has not caught up.
   */
  readonly outcome: 'created' | 'updated' | 'exists' | 'removed' | 'kept' | 'refused' | 'waiting'
  /** Names and ids, never secrets. */
  readonly detail: string
}

/** What everything takes that takes long: progress, an abort, and a clock for tests. */
export interface SetupOptions {
  /** Called after each action, and while waiting. */
  readonly onProgress?: ((action: SetupAction) => void) | undefined
  /** Stops between and during requests. What is done stays done. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds since 1970. Default: the clock of this machine. */
  readonly now?: (() => number) | undefined
  /** Waits so many milliseconds. Default: a timer. */
  readonly sleep?: ((milliseconds: number, signal: AbortSignal | undefined) => Promise<void>) | undefined
}
