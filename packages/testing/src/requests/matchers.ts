import type { ExpectedRequest } from './expected-request.ts'
import { type Receiver, received } from './received.ts'

interface MatcherResult {
  readonly pass: boolean
  message(): string
}

/** Matchers for `expect.extend`, as vitest and jest take them. */
export const matchers: {
  /** Passes when a request like that was received. */
  toHaveReceived(receiver: Receiver, expected?: ExpectedRequest): MatcherResult
  /** Passes when just so many requests like that were received. */
  toHaveReceivedTimes(receiver: Receiver, times: number, expected?: ExpectedRequest): MatcherResult
} = {
  toHaveReceived(receiver: Receiver, expected: ExpectedRequest = {}) {
    const { matching, message } = received(receiver, expected)
    return { pass: matching.length > 0, message }
  },
  toHaveReceivedTimes(receiver: Receiver, times: number, expected: ExpectedRequest = {}) {
    const { matching, message } = received(receiver, expected, times)
    return { pass: matching.length === times, message }
  },
}
