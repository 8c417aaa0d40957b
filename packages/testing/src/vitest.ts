import { expect } from 'vitest'
import { matchers } from './requests/matchers.ts'
import type { ExpectedRequest } from './requests/expected-request.ts'

interface FakeMatchers<Result> {
  /** Passes when the fake received a request like this. The failure names the request that came nearest. */
  toHaveReceived(expected?: ExpectedRequest): Result
  /** Passes when the fake received so many requests like this. */
  toHaveReceivedTimes(times: number, expected?: ExpectedRequest): Result
}

declare module 'vitest' {
  // Declarations merge where their type parameters are the same.
  // oxlint-disable-next-line typescript/no-empty-object-type, no-unused-vars
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends FakeMatchers<R> {}
}

expect.extend(matchers)
