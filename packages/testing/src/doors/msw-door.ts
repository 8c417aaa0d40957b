import { http, type HttpHandler } from 'msw/http'
import type { Engine } from './engine.ts'
import { addressOf, findMount, type Mount } from './mount.ts'

/** Request handlers for `setupServer` and `setupWorker` of msw. Other hosts than the fake's stay unhandled. */
export function createHandlers(engine: Engine, mounts: readonly Mount[]): readonly HttpHandler[] {
  return [
    http.all(
      ({ request }) => findMount(mounts, addressOf(new URL(request.url))) !== undefined,
      ({ request }) => engine.answer(request, mounts),
    ),
  ]
}
