import { describe, expect, test } from 'vitest'
import { clientWith, ID, OTHER, ROOT } from './client-with.ts'
import { json } from './recorded-fetch.ts'

const LOCATION = `https://contoso.api.crm.dynamics.com/api/backgroundoperation/${OTHER}`
const action = { name: 'new_Import', kind: 'action' } as const

const begun = () =>
  new Response(null, { status: 202, headers: { Location: LOCATION, 'x-ms-dyn-backgroundoperationid': OTHER } })
const status = (code: number, more: object = {}) =>
  json({ backgroundOperationStateCode: 3, backgroundOperationStatusCode: code, ...more })

describe('an operation in the background', () => {
  test('is begun, asked for until it ends, and gives its result', async () => {
    const { dynamics, sent } = clientWith(begun(), status(0), status(20), status(30, { Rows: 7 }))
    const running = await dynamics.callInBackground(action, { Year: 2024 }, { callbackUrl: 'https://example.com/done' })
    expect(running.id).toBe(OTHER)
    expect(await running.status()).toBe('waiting')
    expect(await running.result({ interval: 1 })).toEqual({ Rows: 7 })
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST ${ROOT}new_Import`,
      ...Array.from({ length: 3 }, () => `GET ${LOCATION}`),
    ])
    expect(sent[0]).toMatchObject({
      body: '{"Year":2024}',
      headers: { prefer: 'respond-async,callback; url="https://example.com/done"' },
    })
  })

  test('is called on a row too', async () => {
    const { dynamics, last } = clientWith(begun())
    await dynamics.callOnInBackground({ entitySet: 'accounts', id: ID }, action)
    expect(last()).toMatchObject({
      url: `${ROOT}accounts(${ID})/Microsoft.Dynamics.CRM.new_Import`,
      headers: { prefer: 'respond-async' },
    })
  })

  test('is found again by its id, and cancelled', async () => {
    const { dynamics, sent } = clientWith(status(22), status(32))
    const running = dynamics.backgroundOperation(OTHER)
    await running.cancel()
    await expect(running.result()).rejects.toMatchObject({ code: 'canceled' })
    expect(sent.map(({ method, url }) => [method, url])).toEqual(
      ['DELETE', 'GET'].map((method) => [method, `https://contoso.crm.dynamics.com/api/backgroundoperation/${OTHER}`]),
    )
  })

  test.each([
    ['0x80040217', 'not-found'],
    [-2147220891, 'plugin'],
  ])('that fails with %s rejects as itself would have', async (code, expected) => {
    const { dynamics } = clientWith(
      status(31, { backgroundOperationErrorCode: code, backgroundOperationErrorMessage: 'Sorry.' }),
    )
    await expect(dynamics.backgroundOperation(OTHER).result()).rejects.toMatchObject({
      code: expected,
      serviceMessage: 'Sorry.',
    })
  })

  test('is not ended by an abort of the waiting', async () => {
    const { dynamics, sent } = clientWith(status(20))
    const controller = new AbortController()
    const waiting = dynamics.backgroundOperation(OTHER).result({ signal: controller.signal })
    setTimeout(() => controller.abort(), 20)
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' })
    expect(sent.map(({ method }) => method)).toEqual(['GET'])
  })

  test('that was done at once says that it cannot be one', async () => {
    const { dynamics } = clientWith(new Response(null, { status: 204 }))
    await expect(dynamics.callInBackground(action)).rejects.toThrow(/only Custom APIs can be/)
  })
})
