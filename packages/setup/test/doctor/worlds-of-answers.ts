import type { Cause, CheckName } from '../../src/index.ts'
import type { EntraFault } from '@dynamics-kit/testing'
import type { BrokenWorld } from './world.ts'

/** More often than the doctor asks. */
const always = 20

/** Entra answers so until that has passed. */
const answer = (name: string, fault: EntraFault, check: CheckName, cause: Cause): BrokenWorld => ({
  name,
  how: 'answer',
  break: ({ fake }) => fake.entra.failNext(fault, always),
  first: { check, cause, ...(/^\d+/.test(name) && { evidence: new RegExp(`AADSTS${/^\d+/.exec(name)?.[0]}\\b`) }) },
  mend: ({ fake }) => fake.reset(),
})

/** The error document of a number that the fake has no text for. */
const refusal = (
  aadsts: number,
  check: CheckName,
  cause: Cause,
  error = 'invalid_request',
  status = 400,
): BrokenWorld =>
  answer(
    String(aadsts),
    {
      status,
      body: {
        error,
        error_description: `AADSTS${aadsts}: Refused. Trace ID: 9f5e0000-0000-4000-8000-000000000001 Correlation ID: 1a5e0000-0000-4000-8000-000000000001 Timestamp: 2026-01-05 10:11:12Z`,
        error_codes: [aadsts],
        trace_id: '9f5e0000-0000-4000-8000-000000000001',
        correlation_id: '1a5e0000-0000-4000-8000-000000000001',
        timestamp: '2026-01-05 10:11:12Z',
      },
    },
    check,
    cause,
  )

/** The environment takes no token: it answers so until somebody has changed that. Before a token is sent it is as ever. */
const ofDynamics = (status: number, code: string, message: string, check: CheckName, cause: Cause): BrokenWorld => ({
  name: `${status} ${code}: ${message}`,
  how: 'answer',
  break({ network, fake }) {
    const { host } = new URL(fake.url)
    const refused = { status, headers: { 'OData-Version': '4.0', REQ_ID: '1' } }
    network.set(host, (request) =>
      request.headers.has('authorization') ? Response.json({ error: { code, message } }, refused) : fake.fetch(request),
    )
  },
  first: { check, cause, evidence: new RegExp(code, 'i') },
  mend: ({ network }) => network.clear(),
})

type KnownNumber = Extract<EntraFault, { readonly aadsts: number }>['aadsts']

const known = (aadsts: KnownNumber, check: CheckName, cause: Cause): BrokenWorld =>
  answer(String(aadsts), { aadsts }, check, cause)

/** Every row of the tables of AADSTS numbers and of Dynamics’ door that a program without a person can meet, where its state is not modelled. */
export const worldsOfAnswers: readonly BrokenWorld[] = [
  known(7000218, 'secret', 'credential-missing'),
  known(7000216, 'secret', 'credential-missing'),
  known(700025, 'token', 'request-invalid'),
  known(700021, 'secret', 'assertion-invalid'),
  known(700023, 'secret', 'assertion-invalid'),
  refusal(700030, 'secret', 'certificate-unknown', 'invalid_client', 401),
  refusal(7002131, 'secret', 'federation-mismatch', 'invalid_client', 401),
  refusal(50012, 'secret', 'assertion-invalid'),
  known(500133, 'secret', 'assertion-invalid'),
  refusal(50048, 'secret', 'assertion-invalid'),
  known(700229, 'secret', 'federation-mismatch'),
  known(7000114, 'token', 'request-invalid'),

  refusal(70001, 'app', 'app-unknown', 'unauthorized_client'),
  refusal(700011, 'app', 'app-unknown', 'unauthorized_client'),
  refusal(70002, 'secret', 'secret-invalid', 'invalid_client', 401),
  known(90002, 'token', 'tenant-unknown'),
  known(900023, 'token', 'tenant-unknown'),
  refusal(90013, 'token', 'request-invalid'),
  refusal(90014, 'token', 'request-invalid'),
  known(900144, 'token', 'request-invalid'),
  known(9002313, 'token', 'request-invalid'),
  known(900561, 'token', 'request-invalid'),
  known(90019, 'token', 'tenant-missing'),
  known(50059, 'token', 'tenant-missing'),
  refusal(50128, 'token', 'tenant-missing'),
  known(50049, 'token', 'authority-unknown'),
  known(9001023, 'token', 'tenant-missing'),
  known(50194, 'token', 'tenant-missing'),
  refusal(90038, 'token', 'cloud-mismatch'),
  refusal(900382, 'token', 'cloud-mismatch'),
  refusal(900432, 'token', 'cloud-mismatch'),
  refusal(90072, 'token', 'interaction-required'),
  refusal(50020, 'token', 'interaction-required'),
  known(50034, 'token', 'interaction-required'),

  known(50001, 'token', 'resource-unknown'),
  refusal(650052, 'token', 'resource-unknown'),
  known(650057, 'token', 'consent-missing'),
  known(1002012, 'token', 'scope-invalid'),
  known(70011, 'token', 'scope-invalid'),
  known(28002, 'token', 'scope-invalid'),
  known(700022, 'token', 'scope-invalid'),
  known(901002, 'token', 'scope-invalid'),
  known(70003, 'token', 'request-invalid'),
  refusal(50105, 'service-principal', 'assignment-required'),

  known(65001, 'token', 'consent-missing'),
  known(65004, 'token', 'sign-in-declined'),
  refusal(65002, 'token', 'consent-missing'),
  refusal(65005, 'token', 'consent-missing'),
  refusal(650056, 'token', 'consent-missing'),
  refusal(90094, 'token', 'consent-missing'),
  refusal(90095, 'token', 'consent-missing'),
  known(53003, 'token', 'conditional-access'),
  refusal(530032, 'token', 'conditional-access'),
  refusal(530035, 'token', 'conditional-access'),
  refusal(53000, 'token', 'conditional-access'),
  refusal(53001, 'token', 'conditional-access'),
  known(50196, 'token', 'throttled'),
  known(50076, 'token', 'interaction-required'),
  refusal(50079, 'token', 'interaction-required'),
  refusal(50158, 'token', 'interaction-required'),
  known(50126, 'token', 'interaction-required'),
  refusal(50053, 'token', 'interaction-required'),
  refusal(50055, 'token', 'interaction-required'),
  known(50057, 'token', 'interaction-required'),
  refusal(50056, 'token', 'interaction-required'),
  known(700082, 'token', 'interaction-required'),
  known(700084, 'token', 'interaction-required'),
  known(70008, 'token', 'interaction-required'),
  known(50173, 'token', 'interaction-required'),
  refusal(70043, 'token', 'interaction-required'),
  known(54005, 'token', 'interaction-required'),
  known(501481, 'token', 'interaction-required'),
  known(70016, 'token', 'sign-in-expired'),
  known(70018, 'token', 'sign-in-expired'),
  refusal(70019, 'token', 'sign-in-expired', 'expired_token'),

  known(90033, 'token', 'unavailable'),
  known(90055, 'token', 'throttled'),
  refusal(90006, 'token', 'unavailable', 'server_error', 500),
  refusal(90012, 'token', 'unavailable', 'server_error', 504),
  refusal(90024, 'token', 'unavailable', 'server_error', 503),
  refusal(90025, 'token', 'unavailable', 'server_error', 503),
  refusal(1000031, 'service-principal', 'app-disabled'),
  refusal(100007, 'token', 'request-invalid'),
  refusal(999999, 'token', 'rejected'),

  ofDynamics(403, '0x80041d1f', 'The user is disabled.', 'application-user', 'user-disabled'),
  ofDynamics(
    403,
    '0x80095ffe',
    'The request you are trying to make is rejected as access to your ip is blocked. Contact your administrator for more information.',
    'access',
    'ip-blocked',
  ),
  ofDynamics(
    403,
    '0x80095ffc',
    "Access to Dataverse API is restricted for this application Id : '22222222-2222-2222-2222-222222222222'.",
    'access',
    'app-blocked',
  ),
  ofDynamics(401, '0x80072559', 'AADError', 'application-user', 'unauthorized'),
  ofDynamics(401, '0x8005F101', 'The access token has expired.', 'access', 'unauthorized'),
  ofDynamics(403, '0x8004d24b', 'The user has no licence.', 'application-user', 'no-license'),
  ofDynamics(404, '0x80060888', "Resource not found for the segment 'WhoAmI'.", 'access', 'unknown-operation'),
  ofDynamics(500, '0x80040216', 'An unexpected error occurred.', 'access', 'server'),

  answer(
    'a gateway in front of Entra answers with a page',
    { status: 502, body: '<html>Bad Gateway</html>' },
    'token',
    'unavailable',
  ),
  answer('Entra throttles without a document', { status: 429 }, 'token', 'throttled'),
  answer(
    'a page stands where the token should be',
    { status: 200, body: '<html>Welcome</html>' },
    'token',
    'response-unreadable',
  ),
  answer('an answer without a token', { status: 200, body: {} }, 'token', 'response-unreadable'),
]
