import type { ExpectedRequest } from './expected-request.ts'

/** The matchers as a test writes them, whichever runner it is of. */
export interface FakeMatchers<Result> {
  /** Passes when the fake received a request like this. The failure names the request that came nearest. */
  toHaveReceived(expected?: ExpectedRequest): Result
  /** Passes when the fake received so many requests like this. */
  toHaveReceivedTimes(times: number, expected?: ExpectedRequest): Result
}
