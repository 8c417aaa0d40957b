import { expect } from '@jest/globals'
import type { FakeMatchers } from './requests/fake-matchers.ts'
import { matchers } from './requests/matchers.ts'

// `expect` of `@jest/globals`, and the global one of `@types/jest`. Declarations merge where their type parameters are the same.
declare module 'expect' {
  // oxlint-disable-next-line typescript/no-empty-object-type, no-unused-vars
  interface Matchers<R extends void | Promise<void>, T = unknown> extends FakeMatchers<R> {}
}
declare global {
  // oxlint-disable-next-line typescript/no-namespace
  namespace jest {
    /** The matchers of a fake, on the global `expect`. */
    // oxlint-disable-next-line typescript/no-empty-object-type, no-unused-vars
    interface Matchers<R, T = {}> extends FakeMatchers<R> {}
  }
}

expect.extend(matchers)
