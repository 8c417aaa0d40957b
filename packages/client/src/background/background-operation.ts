import type { OperationOptions } from '../query/query.ts'

/** How an operation is started in the background. */
export interface BackgroundOptions extends OperationOptions {
  /** Where the service posts when the operation has ended: `Prefer: respond-async, callback; url="…"`. */
  readonly callbackUrl?: string | undefined
}

/** How its end is waited for. */
export interface WaitOptions extends OperationOptions {
  /** Milliseconds between two questions. Default: 500 at first, doubled up to 10,000. */
  readonly interval?: number | undefined
}

/** Where a background operation stands: `backgroundOperationStatusCode` 0, 20, 22, 30, 31, 32. */
export type BackgroundStatus = 'waiting' | 'running' | 'canceling' | 'succeeded' | 'failed' | 'canceled'

/**
 * A Custom API that runs in the background, for longer than the two minutes of a request. It goes on whatever becomes of this
 * program: keep `id`, and ask `dynamics.backgroundOperation(id)`.
 */
export interface BackgroundOperation<Result = unknown> {
  readonly id: string
  /** Where it stands now: `GET /api/backgroundoperation/…`. */
  status(options?: OperationOptions): Promise<BackgroundStatus>
  /**
   * What the operation gave, once it has ended. Aborting ends the waiting, not the operation.
   *
   * @throws DynamicsError as the operation itself would have, or `canceled`.
   */
  result(options?: WaitOptions): Promise<Result>
  /** Ends it: `DELETE /api/backgroundoperation/…`. What it has done is not undone. */
  cancel(options?: OperationOptions): Promise<void>
}
