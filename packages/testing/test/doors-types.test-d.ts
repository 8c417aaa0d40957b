import { http } from 'msw'
import { setupServer } from 'msw/node'
import { expectTypeOf, it } from 'vitest'
import { createFakeDynamics, type FakeApp } from '../src/index.ts'

const fake = createFakeDynamics()

it('takes the place of the global fetch', () => {
  expectTypeOf(fake.fetch).toExtend<typeof fetch>()
})

it('gives msw handlers that stand beside others', () => {
  const other = http.get('https://fabrikam.example/', () => undefined)
  expectTypeOf(setupServer).toBeCallableWith(...fake.handlers, other)
})

it('takes a fault by AADSTS number or by status, not both', () => {
  expectTypeOf(fake.entra.failNext).toBeCallableWith({ aadsts: 7000215, status: 503, retryAfter: 1 })
  expectTypeOf(fake.entra.failNext).toBeCallableWith({ status: 503, body: '<html></html>' }, 2)
  // @ts-expect-error a document of Entra's own has no other body
  fake.entra.failNext({ aadsts: 7000215, body: 'x' })
  // @ts-expect-error no such error in the fake
  fake.entra.failNext({ aadsts: 1 })
  // @ts-expect-error neither number nor status
  fake.entra.failNext({ retryAfter: 1 })
})

it('knows that an app may have no user', () => {
  expectTypeOf<FakeApp['systemUserId']>().toEqualTypeOf<string | undefined>()
})
