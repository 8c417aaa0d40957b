import { expect } from 'vitest'
import type { FakeMatchers } from './requests/fake-matchers.ts'
import { matchers } from './requests/matchers.ts'

declare module 'vitest' {
  // Declarations merge where their type parameters are the same.
  // oxlint-disable-next-line typescript/no-empty-object-type, no-unused-vars
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends FakeMatchers<R> {}
}

expect.extend(matchers)
