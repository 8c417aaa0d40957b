import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { askFake } from './fake.ts'
import { compare } from './measure.ts'
import { makeRows } from './rows.ts'

/** A page of 50 rows through each door, beside the least that can answer there: a body that is always the same. */
export async function compareDoors(): Promise<void> {
  const { fake, token } = await askFake(makeRows(1000))
  const url = `${fake.url}/api/data/v9.2/accounts?$select=name,revenue,accountnumber,address1_city,numberofemployees&$top=50`
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
  const answer = await fake.fetch(url, { headers })
  const text = await answer.text()
  const answerHeaders = Object.fromEntries(answer.headers)
  const canned = async (input: string, init: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    if (!request.headers.has('authorization')) return new Response(null, { status: 401 })
    return new Response(text, { headers: answerHeaders })
  }
  await compare({
    title: '50 rows through fetch',
    contenders: [
      { name: 'a function that returns a canned body', run: async () => (await canned(url, { headers })).json() },
      { name: 'fake.fetch', run: async () => (await fake.fetch(url, { headers })).json() },
    ],
  })
  const canned50 = http.get('https://contoso.crm.dynamics.com/api/data/v9.2/accounts', () =>
    HttpResponse.text(text, { headers: answerHeaders }),
  )
  const server = setupServer()
  server.listen()
  const run = async () => (await fetch(url, { headers })).json()
  await compare({
    title: '50 rows through msw',
    contenders: [
      { name: 'a handler that returns a canned body', run, prepare: () => server.resetHandlers(canned50) },
      { name: 'fake.handlers', run, prepare: () => server.resetHandlers(...fake.handlers) },
    ],
  })
  server.close()
}
