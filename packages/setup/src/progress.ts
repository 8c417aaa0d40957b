/** One thing that a set-up function looked at, and what became of it. */
export interface SetupAction {
  /** What it is about, in a word or two: `application`, `client secret`, `security role`. */
  readonly subject: string
  /** `refused` is not fatal: the caller lacks a right, and `detail` says what somebody else must do. */
  readonly outcome: 'created' | 'updated' | 'exists' | 'refused'
  /** Names and ids, never secrets. */
  readonly detail: string
}

export interface SetupOptions {
  /** Called after each action. */
  readonly onProgress?: ((action: SetupAction) => void) | undefined
  /** Stops between and during requests. What is done stays done. */
  readonly signal?: AbortSignal | undefined
}
