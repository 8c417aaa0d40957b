import { inspect } from 'node:util'
import {
  createClient,
  DynamicsError,
  isDynamicsError,
  isPrivilegeError,
  isThrottledError,
  PrivilegeError,
} from '@dynamics-kit/client'
import type { DynamicsErrorCode, SetupStep } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'
import { failure, json, recordedFetch } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'

const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'

/** The error that an operation ends with when the service gives this answer. */
async function errorOf(answer: Response | Error, path = 'accounts'): Promise<DynamicsError> {
  const { fetch } = recordedFetch(answer)
  const dynamics = createClient({ url: 'contoso.crm.dynamics.com', fetch, retry: { limit: 0 } })
  const error: unknown = await dynamics.request('GET', path).then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (!isDynamicsError(error)) throw new Error(`Expected a DynamicsError, got ${inspect(error)}`)
  return error
}

// From "Web service error codes" and "Service protection API limits" on Microsoft Learn, and from observed answers.
const CODES: readonly (readonly [status: number, dataverseCode: string, code: DynamicsErrorCode, step: SetupStep])[] = [
  [403, '0x80072560', 'not-a-member', 2],
  [403, '0x80042f09', 'no-role', 2],
  [403, '0x80042F09', 'no-role', 2],
  [403, '0x80040225', 'user-disabled', 2],
  [403, '0x80041d1f', 'user-disabled', 2],
  [401, '0x8004a112', 'user-disabled', 2],
  [403, '0x8004d24b', 'no-license', 2],
  [403, '0x80095ffe', 'ip-blocked', 4],
  [403, '0x80095ffc', 'app-blocked', 2],
  [403, '0x80072559', 'unauthorized', 1],
  [401, '0x8005F101', 'unauthorized', 3],
  [401, '0x8004a101', 'unauthorized', 3],
  [403, '0x8004a110', 'impersonation', 2],
  [403, '0x80040220', 'privilege', 2],
  [403, '0x80040204', 'privilege', 2],
  [403, '0x80040231', 'privilege', 2],
  [403, '0x80040299', 'privilege', 2],
  [403, '0x80048306', 'privilege', 2],
  [403, '0x8004f507', 'privilege', 2],
  [404, '0x80040217', 'not-found', 4],
  [404, '0x80060891', 'not-found', 4],
  [412, '0x80060882', 'concurrency', 4],
  [400, '0x80060883', 'validation', 4],
  [400, '0x8006088d', 'validation', 4],
  [412, '0x80040237', 'duplicate', 4],
  [412, '0x80060892', 'duplicate', 4],
  [412, '0x80073002', 'duplicate', 4],
  [412, '0x80040333', 'duplicate', 4],
  [500, '0x80040333', 'duplicate', 4],
  [405, '0x80040227', 'restricted', 4],
  [400, '0x80040228', 'restricted', 4],
  [400, '0x8004022e', 'restricted', 4],
  [400, '0x80040230', 'restricted', 4],
  [400, '0x80040233', 'restricted', 4],
  [400, '0x80040200', 'validation', 4],
  [400, '0x80040203', 'validation', 4],
  [400, '0x80040229', 'validation', 4],
  [400, '0x80040239', 'validation', 4],
  [400, '0x80040266', 'validation', 4],
  [400, '0x8004431a', 'validation', 4],
  [400, '0x80044330', 'validation', 4],
  [400, '0x80044331', 'validation', 4],
  [400, '0x80048408', 'validation', 4],
  [400, '0x80048d19', 'validation', 4],
  [400, '0x80072553', 'validation', 4],
  [400, '0x80090487', 'validation', 4],
  [400, '0x80044a02', 'too-large', 4],
  [413, '0x8004418a', 'too-large', 4],
  [400, '0x80040265', 'plugin', 4],
  [500, '0x80040224', 'plugin', 4],
  [400, '0x0', 'invalid-query', 4],
  [400, '0x80060888', 'invalid-query', 4],
  [404, '0x80060888', 'unknown-table', 4],
  [404, '0x8006088a', 'unknown-table', 4],
  [405, '0x80060888', 'method-not-allowed', 4],
  [400, '0x80060890', 'invalid-query', 4],
  [400, '0x80040201', 'invalid-query', 4],
  [400, '0x80041102', 'unknown-table', 4],
  [400, '0x80072493', 'unknown-table', 4],
  [400, '0x80041103', 'unknown-column', 4],
  [400, '0x80041106', 'invalid-query', 4],
  [400, '0x80041107', 'invalid-query', 4],
  [400, '0x80041108', 'invalid-query', 4],
  [400, '0x80041109', 'invalid-query', 4],
  [400, '0x8004110a', 'invalid-query', 4],
  [400, '0x8004110c', 'invalid-query', 4],
  [400, '0x80041120', 'invalid-query', 4],
  [400, '0x80041121', 'invalid-query', 4],
  [400, '0x80041122', 'invalid-query', 4],
  [400, '0x80041130', 'invalid-query', 4],
  [400, '0x8004e00b', 'invalid-query', 4],
  [400, '0x80072491', 'invalid-query', 4],
  [400, '0x8004430a', 'query-limit', 4],
  [400, '0x8004430c', 'query-limit', 4],
  [400, '0x8004430d', 'query-limit', 4],
  [400, '0x8004430e', 'query-limit', 4],
  [400, '0x8004e023', 'query-limit', 4],
  [400, '0x8004e024', 'query-limit', 4],
  [500, '0x80044151', 'query-timeout', 4],
  [400, '0x80048573', 'query-timeout', 4],
  [400, '0x80048574', 'query-timeout', 4],
  [400, '0x8005e00e', 'query-timeout', 4],
  [400, '0x80048544', 'query-timeout', 4],
  [400, '0x80048644', 'query-timeout', 4],
  [400, '0x80048744', 'query-timeout', 4],
  [400, '0x80048745', 'query-timeout', 4],
  [429, '0x80072321', 'throttled', 4],
  [429, '0x80072322', 'throttled', 4],
  [429, '0x80072326', 'throttled', 4],
  [503, '0x80072323', 'throttled', 4],
  [503, '0x80072324', 'throttled', 4],
  [503, '0x80072325', 'throttled', 4],
  [500, '0x80040216', 'server', 4],
  [500, '0x80044150', 'server', 4],
  [400, '0x80071151', 'unavailable', 4],
  // no code, or one that nobody knows
  [400, '0x8fffffff', 'validation', 4],
  [401, '', 'unauthorized', 3],
  [403, '', 'forbidden', 2],
  [404, '', 'not-found', 4],
  [405, '', 'method-not-allowed', 4],
  [409, '', 'http', 4],
  [412, '', 'concurrency', 4],
  [413, '', 'too-large', 4],
  [429, '', 'throttled', 4],
  [429, '0x80060888', 'throttled', 4],
  [500, '', 'server', 4],
  [501, '', 'http', 4],
  [502, '', 'unavailable', 4],
  [503, '', 'unavailable', 4],
  [504, '', 'unavailable', 4],
]

describe('an answer becomes an error by code and status', () => {
  test.each(CODES)('%i %s is %s, step %i', async (status, dataverseCode, code, step) => {
    const error = await errorOf(failure(status, dataverseCode, 'What the service said.'))
    expect(error).toMatchObject({ code, step, status, method: 'GET', path: 'accounts' })
    expect(error.dataverseCode).toBe(dataverseCode === '' ? undefined : dataverseCode.toLowerCase())
    expect(error.serviceMessage).toBe('What the service said.')
  })
})

describe('an error', () => {
  test('of a missing application user says what to create, and where', async () => {
    const error = await errorOf(failure(403, '0x80072560', 'The user is not a member of the organization.'), 'WhoAmI()')
    expect(error.message).toBe(
      'GET WhoAmI() failed with 403 (0x80072560): the app is not a user of this environment. ' +
        "Step 2 (application user): In the Power Platform admin center open Manage > Environments > this environment > Settings > Users + permissions > Application users, create a New app user for the app registration's client ID, with a business unit and a security role. If it is there already, check that the URL names the environment you mean.",
    )
    expect(error.message).toContain(error.fix)
  })

  test('of a missing privilege names it', async () => {
    const message = `Principal user (Id=${ID}, type=8, roleCount=1, privilegeCount=7) is missing prvReadAccount privilege (Id=${ID}) on OTC=1 for entity 'account'.`
    const error = await errorOf(failure(403, '0x80040220', message))
    expect(error).toBeInstanceOf(PrivilegeError)
    expect(isPrivilegeError(error) && error.privilege).toBe('prvReadAccount')
  })

  test('of an unknown column says so', async () => {
    const message = "Could not find a property named 'Name' on type 'Microsoft.Dynamics.CRM.account'."
    expect(await errorOf(failure(400, '0x80060888', message))).toMatchObject({
      code: 'unknown-column',
      message: expect.stringContaining(message),
    })
    expect(await errorOf(failure(400, '0x0', message))).toMatchObject({ code: 'unknown-column' })
  })

  test.each([
    ['Nope()', 'Nope'],
    ['Nope(Target=@Target)?@Target=1', 'Nope'],
    [`accounts(${ID})/Microsoft.Dynamics.CRM.Nope`, 'Microsoft.Dynamics.CRM.Nope'],
  ])('of an operation that there is not says so: %s', async (path, segment) => {
    const answer = failure(404, '0x80060888', `Resource not found for the segment '${segment}'.`)
    const dynamics = createClient({ url: 'contoso.crm.dynamics.com', fetch: recordedFetch(answer).fetch })
    await expect(dynamics.request('GET', path)).rejects.toMatchObject({ code: 'unknown-operation' })
  })

  test.each(['nopes', `nopes(${ID})`, "nopes(name='Nope()')", 'nopes/Microsoft.Dynamics.CRM.CreateMultiple'])(
    'of a table that there is not says so: %s',
    async (path) => {
      const answer = failure(404, '0x80060888', "Resource not found for the segment 'nopes'.")
      const dynamics = createClient({ url: 'contoso.crm.dynamics.com', fetch: recordedFetch(answer).fetch })
      await expect(dynamics.request('GET', path)).rejects.toMatchObject({ code: 'unknown-table' })
    },
  )

  test('of columns that are no alternate key says so', async () => {
    const message =
      "The key in the request URI is not valid for resource 'Microsoft.Dynamics.CRM.account'. Ensure that the names and number of key properties match the declared or alternate key properties."
    expect(await errorOf(failure(400, '0x80060888', message))).toMatchObject({
      code: 'invalid-query',
      fix: expect.stringContaining('alternate key'),
    })
  })

  test('carries what support asks for', async () => {
    expect((await errorOf(failure(500, '', '', { REQ_ID: ID }))).requestId).toBe(ID)
    expect((await errorOf(failure(500, '', '', { 'x-ms-service-request-id': ID }))).requestId).toBe(ID)
  })

  test('tells when the service will listen again', async () => {
    const error = await errorOf(
      failure(429, '0x80072322', 'Number of requests exceeded the limit of 6000.', { 'Retry-After': '17' }),
    )
    expect(isThrottledError(error) && error.retryAfterMs).toBe(17_000)
  })

  test('is known across copies of the package', () => {
    const copy = Object.assign(new Error('x'), {
      code: 'throttled',
      [Symbol.for('@dynamics-kit/client/DynamicsError')]: true,
    })
    expect(isDynamicsError(copy)).toBe(true)
    expect(isThrottledError(copy)).toBe(true)
    expect(isDynamicsError(Object.assign(new Error('x'), { code: 'throttled' }))).toBe(false)
    expect(isDynamicsError(undefined)).toBe(false)
  })

  test('keeps row data out of message, path, JSON and inspection', async () => {
    const quoted = "A record that has the attribute values Susanna O'Bryan already exists."
    const path = "accounts(accountnumber='Susanna')?$filter=lastname eq 'O''Bryan'&$select=name"
    for (const error of [
      await errorOf(failure(412, '0x80060892', quoted), path),
      await errorOf(
        failure(400, '0x80060888', "There is an unterminated literal at position 21 in 'lastname eq 'O'Bryan''."),
        path,
      ),
      await errorOf(new TypeError('fetch failed'), path),
      await errorOf(
        new Response('{"name":"Susanna", "x": "O\'Bryan', { headers: { 'Content-Type': 'application/json' } }),
        path,
      ),
    ]) {
      const printed = `${error.message} ${JSON.stringify(error)} ${inspect(error, { depth: 9 })}`
      expect(printed).not.toMatch(/Susanna|Bryan/)
      expect(error.path).toBe("accounts(accountnumber='…')?$filter&$select")
    }
  })

  test.each([
    [
      "EntityDefinitions(LogicalName='account')/Keys(LogicalName='new_key')",
      "EntityDefinitions(LogicalName='account')/Keys(LogicalName='new_key')",
    ],
    ["RelationshipDefinitions(SchemaName='new_a_b')", "RelationshipDefinitions(SchemaName='new_a_b')"],
    ["accounts(new_Name='Susanna')", "accounts(new_Name='…')"],
  ])('names definitions, and no keys of rows: %s', async (path, printed) => {
    expect((await errorOf(failure(404, '0x80060888', 'No.'), path)).path).toBe(printed)
  })

  test('of a syntax error keeps the position', async () => {
    const error = await errorOf(
      failure(400, '0x80060888', "There is an unterminated literal at position 21 in 'lastname eq 'O'Bryan''."),
    )
    expect(error.message).toBe(
      'GET accounts failed with 400 (0x80060888): There is an unterminated literal at position 21.',
    )
    expect(error.serviceMessage).toContain("O'Bryan")
  })
})

describe('a 401 says what is wrong with the token', () => {
  const challenge = (members: string) =>
    new Response(null, { status: 401, headers: { 'WWW-Authenticate': `Bearer ${members}` } })
  const PLACE = `authorization_uri=https://login.microsoftonline.com/${ID}/oauth2/authorize, resource_id=https://contoso.crm.dynamics.com/`

  test.each([
    [
      PLACE,
      /carried no access token\. Step 3 \(access token\): Give the client a credential for https:\/\/login\.microsoftonline\.com\/7eb682f1/,
    ],
    [
      `error=invalid_token, error_description=Error during token validation!, ${PLACE}`,
      /does not accept the access token\. Step 3 \(access token\): Ask for the token with the scope https:\/\/contoso\.crm\.dynamics\.com\/\.default from https:\/\/login/,
    ],
    [`error=invalid_token, error_description=Security Token Expired!, ${PLACE}`, /token has expired.*clock/],
    [`error=invalid_token, error_description=Security Token Not Yet Valid!, ${PLACE}`, /not valid yet.*runs ahead/],
    [`error="invalid_token", error_description="Security Token Expired!"`, /token has expired/],
  ])('%s', async (members, message) => {
    const error = await errorOf(challenge(members))
    expect(error).toMatchObject({ code: 'unauthorized', status: 401, step: 3 })
    expect(error.message).toMatch(message)
  })

  test('without a challenge', async () => {
    expect((await errorOf(new Response(null, { status: 401 }))).message).toMatch(/was not authenticated/)
  })
})

describe('an answer that is no Web API answer', () => {
  const html = (status: number) =>
    new Response('<html><body>Sign in</body></html>', {
      status,
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
    })

  test.each([200, 400, 404])('in HTML with %i points at the URL', async (status) => {
    const error = await errorOf(html(status))
    expect(error).toMatchObject({ code: 'not-dataverse', status })
    expect(error.message).toMatch(
      /text\/html, not an answer of the Dataverse Web API\. Step 4 \(Web API call\): Check the environment URL/,
    )
  })

  test('that redirects points at the URL', async () => {
    expect(
      await errorOf(new Response(null, { status: 302, headers: { Location: 'https://login.microsoftonline.com/' } })),
    ).toMatchObject({ code: 'not-dataverse' })
  })

  test.each([
    [403, 'forbidden'],
    [500, 'server'],
    [503, 'unavailable'],
  ])('in HTML with %i keeps its meaning', async (status, code) => {
    expect(await errorOf(html(status))).toMatchObject({ code, status })
  })

  test('cut off in the middle is unreadable', async () => {
    const error = await errorOf(new Response('{"value":[{"na', { headers: { 'Content-Type': 'application/json' } }))
    expect(error).toMatchObject({ code: 'unreadable-response', status: 200 })
  })

  test.each([
    ['an empty body', new Response(null, { status: 200 })],
    ['a body that is no collection', json({ name: 'Contoso' })],
    ['a bare value', json('x')],
    ['texts in the place of rows', json({ value: ['Contoso'] })],
    ['a hole in the place of a row', json({ value: [{ name: 'Contoso' }, null] })],
  ])('with %s instead of rows is unreadable', async (_fact, answer) => {
    const dynamics = createClient({ url: 'contoso.crm.dynamics.com', fetch: recordedFetch(answer).fetch })
    await expect(dynamics.from(accounts).all()).rejects.toMatchObject({ code: 'unreadable-response', path: 'accounts' })
  })

  test('is unreadable row by row', async () => {
    const answer = json({ value: [{ name: 'Contoso' }, null] })
    const dynamics = createClient({ url: 'contoso.crm.dynamics.com', fetch: recordedFetch(answer).fetch })
    const rows = dynamics.from(accounts).select('name')[Symbol.asyncIterator]()
    expect(await rows.next()).toEqual({ done: false, value: { name: 'Contoso' } })
    await expect(rows.next()).rejects.toMatchObject({ code: 'unreadable-response', status: 200 })
  })

  test('without the row is unreadable', async () => {
    const dynamics = createClient({
      url: 'contoso.crm.dynamics.com',
      fetch: recordedFetch(new Response(null, { status: 204 })).fetch,
    })
    await expect(dynamics.retrieve(accounts, ID)).rejects.toMatchObject({ code: 'unreadable-response' })
    await expect(dynamics.whoAmI()).rejects.toMatchObject({ code: 'unreadable-response' })
  })
})

describe('a connection that fails says why', () => {
  const system = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
  test.each([
    [
      'ENOTFOUND',
      'dns',
      /there is no host contoso\.crm\.dynamics\.com\. Step 4 \(Web API call\): Check the environment name and its region/,
    ],
    ['EAI_AGAIN', 'dns', /could not be looked up.*online/],
    ['ECONNREFUSED', 'refused', /refused the connection/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls', /certificate.*NODE_EXTRA_CA_CERTS/],
    ['CERT_HAS_EXPIRED', 'tls', /could not be reached \(CERT_HAS_EXPIRED\)/],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout', /no connection to .* came about/],
    ['ECONNRESET', 'connection-lost', /the connection to .* was lost.*Try again/],
    ['EODD', 'unknown', /could not be reached \(EODD\)/],
  ])('%s: %s', async (code, reason, message) => {
    const error = await errorOf(system(code))
    expect(error).toMatchObject({ name: 'NetworkError', code: 'network', reason })
    expect(error.status).toBeUndefined()
    expect(error.message).toMatch(message)
  })

  test('with the message of any runtime', async () => {
    expect(await errorOf(new TypeError('Failed to fetch'))).toMatchObject({ code: 'network' })
    expect(await errorOf(new Error('socket hang up'))).toMatchObject({ code: 'network' })
  })
})

test('what the app does for itself says nothing of another user', async () => {
  for (const code of ['0x80072560', '0x80040220']) {
    // oxlint-disable-next-line no-await-in-loop
    expect((await errorOf(failure(403, code, 'Refused.'))).message).not.toMatch(/as\(\)/)
  }
})

test.each([
  ['0x80072560', /the user that it calls for, is not a user .* Check the id given to as\(\): objectId/],
  ['0x80040220', /It takes the rights of both: look at the user given to as\(\), too\.$/],
  ['0x8004a110', /prvActOnBehalfOfAnotherUser \(security role Delegate\)\.$/],
])('what is refused in the name of another user says so (%s)', async (code, message) => {
  const { fetch } = recordedFetch(failure(403, code, 'Refused.'))
  const dynamics = createClient({ url: 'contoso.crm.dynamics.com', fetch, retry: { limit: 0 } })
  const caller = { objectId: 'a0000000-0000-4000-8000-000000000001' }
  await expect(dynamics.as(caller).whoAmI()).rejects.toThrow(message)
  await expect(dynamics.as({ systemUserId: caller.objectId }).whoAmI()).rejects.toThrow(message)
})
