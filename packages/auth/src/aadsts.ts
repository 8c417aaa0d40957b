import type { AuthErrorCode, SetupStep } from './auth-error.ts'

/** What one AADSTS number means to somebody who wants a token for Dynamics. */
export interface AadstsExplanation {
  readonly code: AuthErrorCode
  readonly step: SetupStep
  readonly fix: string
  /** Passes by itself: the service is busy, or the directory has not caught up with a change made moments ago. */
  readonly retryable?: true
}

const portal = 'entra.microsoft.com > App registrations > (your app)'

const newSecret = `Create a new client secret under ${portal} > Certificates & secrets and configure its Value (not its Secret ID); a secret made moments ago may need a minute.`
const checkTenant =
  'Check the tenant id, and that the environment belongs to this tenant and cloud: opening its /api/data/v9.2/ without a token names the tenant in the WWW-Authenticate header.'
const checkScope =
  'Ask for exactly one scope: the environment URL with /.default behind it, such as https://contoso.crm.dynamics.com/.default.'
const checkAssertion =
  'Make a fresh assertion for each token request, signed by the registered certificate, with iss and sub set to the client id and aud to the tenant’s token endpoint; check the clock.'
const federated = `Compare issuer, subject and audience of the presented token with ${portal} > Certificates & secrets > Federated credentials: they must be equal to the letter. A new federated credential may need minutes.`
const appOnly =
  'Entra asks for the person: sign in again. A program without a person should use the client credentials grant, with an application user in the environment.'
const signInAgain = 'Sign in again: the refresh token or code is no longer valid.'
const askAgain = 'Nobody signed in while the code was valid: ask again.'
const wait = 'Nothing is wrong with the set-up: wait and try again.'
const requestShape =
  'The token request did not reach Entra as it was sent: look for a proxy or gateway between this program and the authority that changes requests.'

/**
 * The AADSTS numbers that a sign-in to Dynamics meets. Microsoft asks not to program against them, so they choose the words
 * of the diagnosis and nothing else.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export const aadstsExplanations: ReadonlyMap<number, AadstsExplanation> = new Map<number, AadstsExplanation>([
  [7000215, { code: 'secret-invalid', step: 1, retryable: true, fix: newSecret }],
  [7000222, { code: 'secret-expired', step: 1, fix: newSecret }],
  [
    7000218,
    { code: 'credential-missing', step: 1, fix: 'Configure a client secret or a certificate; no credential was sent.' },
  ],
  [
    7000216,
    { code: 'credential-missing', step: 1, fix: 'The client secret is empty: check the variable that should hold it.' },
  ],
  [
    700025,
    {
      code: 'request-invalid',
      step: 1,
      fix: `Switch off public client flows under ${portal} > Authentication, or send no secret.`,
    },
  ],
  [
    700027,
    {
      code: 'certificate-unknown',
      step: 1,
      retryable: true,
      fix: `Upload the certificate under ${portal} > Certificates & secrets, and check that it has not expired.`,
    },
  ],
  [700024, { code: 'assertion-invalid', step: 3, fix: checkAssertion }],
  [700021, { code: 'assertion-invalid', step: 3, fix: checkAssertion }],
  [700023, { code: 'assertion-invalid', step: 3, fix: checkAssertion }],
  [
    700030,
    {
      code: 'certificate-unknown',
      step: 1,
      fix: 'The certificate’s subject name is not authorized for this app: register the certificate itself.',
    },
  ],
  [700213, { code: 'federation-mismatch', step: 1, retryable: true, fix: federated }],
  [700211, { code: 'federation-mismatch', step: 1, fix: federated }],
  [
    700212,
    {
      code: 'federation-mismatch',
      step: 1,
      fix: 'Request the external token with the audience api://AzureADTokenExchange.',
    },
  ],
  [7002131, { code: 'federation-mismatch', step: 1, fix: federated }],
  [70021, { code: 'federation-mismatch', step: 1, retryable: true, fix: federated }],
  [
    700229,
    {
      code: 'federation-mismatch',
      step: 1,
      fix: 'Only an app-only token can stand for the app: use a managed identity’s token, not a person’s.',
    },
  ],
  [50027, { code: 'assertion-invalid', step: 3, fix: checkAssertion }],
  [50012, { code: 'assertion-invalid', step: 3, fix: checkAssertion }],
  [50013, { code: 'assertion-invalid', step: 3, fix: checkAssertion }],
  [500133, { code: 'assertion-invalid', step: 3, fix: checkAssertion }],
  [50048, { code: 'assertion-invalid', step: 3, fix: checkAssertion }],
  [
    7000114,
    {
      code: 'request-invalid',
      step: 3,
      fix: 'On-behalf-of needs a person’s token. A program without a person uses the client credentials grant.',
    },
  ],

  [
    700016,
    {
      code: 'app-unknown',
      step: 1,
      retryable: true,
      fix: `Check the client id (Application ID, not Object ID) under ${portal} > Overview, and that tenantId is the tenant that page shows.`,
    },
  ],
  [
    7000229,
    {
      code: 'service-principal-missing',
      step: 1,
      retryable: true,
      fix: 'The app registration has no service principal in this tenant: create it with POST https://graph.microsoft.com/v1.0/servicePrincipals {"appId": "<client id>"}, or grant admin consent.',
    },
  ],
  [
    7000112,
    {
      code: 'app-disabled',
      step: 1,
      fix: 'Enable sign-in under entra.microsoft.com > Enterprise applications > (your app) > Properties.',
    },
  ],
  [
    70001,
    {
      code: 'app-unknown',
      step: 1,
      fix: `Check the client id under ${portal} > Overview and the tenant id beside it.`,
    },
  ],
  [
    700011,
    {
      code: 'app-unknown',
      step: 1,
      fix: `Check the client id under ${portal} > Overview and the tenant id beside it.`,
    },
  ],
  [70002, { code: 'secret-invalid', step: 1, fix: newSecret }],
  [90002, { code: 'tenant-unknown', step: 1, fix: checkTenant }],
  [
    900023,
    {
      code: 'tenant-unknown',
      step: 1,
      fix: 'Give the tenant as its id (a GUID) or one of its verified domains, such as contoso.onmicrosoft.com.',
    },
  ],
  [90013, { code: 'request-invalid', step: 3, fix: requestShape }],
  [90014, { code: 'request-invalid', step: 3, fix: requestShape }],
  [900144, { code: 'request-invalid', step: 3, fix: requestShape }],
  [9002313, { code: 'request-invalid', step: 3, fix: requestShape }],
  [900561, { code: 'request-invalid', step: 3, fix: requestShape }],
  [
    90019,
    {
      code: 'tenant-missing',
      step: 3,
      fix: 'Give the tenant’s id or domain: app-only tokens cannot be had from common or organizations.',
    },
  ],
  [
    50059,
    {
      code: 'tenant-missing',
      step: 3,
      fix: 'Give the tenant’s id or domain: app-only tokens cannot be had from common or organizations.',
    },
  ],
  [50128, { code: 'tenant-missing', step: 3, fix: 'Give the tenant’s id or one of its verified domains.' }],
  [
    9001023,
    {
      code: 'tenant-missing',
      step: 3,
      fix: 'Give the tenant’s id or domain: app-only tokens cannot be had from common or consumers.',
    },
  ],
  [
    50194,
    { code: 'tenant-missing', step: 3, fix: 'The app is single-tenant: give its own tenant’s id instead of common.' },
  ],
  [
    50049,
    {
      code: 'authority-unknown',
      step: 3,
      fix: 'Check the authority host: https://login.microsoftonline.com for public and GCC, https://login.microsoftonline.us for GCC High and DoD, https://login.partner.microsoftonline.cn for China.',
    },
  ],
  [
    90038,
    {
      code: 'cloud-mismatch',
      step: 3,
      fix: 'The tenant lives in another Microsoft cloud: use that cloud’s authority.',
    },
  ],
  [
    900382,
    {
      code: 'cloud-mismatch',
      step: 3,
      fix: 'The tenant lives in another Microsoft cloud: use that cloud’s authority.',
    },
  ],
  [
    900432,
    {
      code: 'cloud-mismatch',
      step: 3,
      fix: 'The app and the resource live in different Microsoft clouds: register the app in the resource’s cloud.',
    },
  ],
  [90072, { code: 'interaction-required', step: 3, fix: appOnly }],
  [50020, { code: 'interaction-required', step: 3, fix: appOnly }],
  [50034, { code: 'interaction-required', step: 3, fix: appOnly }],

  [
    500011,
    {
      code: 'resource-unknown',
      step: 3,
      fix: 'Check the environment URL, host only; if it is right, the environment belongs to another tenant: its /api/data/v9.2/ names it in the WWW-Authenticate header when opened without a token.',
    },
  ],
  [
    500014,
    {
      code: 'resource-disabled',
      step: 3,
      fix: 'The tenant’s Dynamics 365 or Power Apps subscription has lapsed, or an administrator disabled the Dataverse service principal.',
    },
  ],
  [
    50001,
    {
      code: 'resource-unknown',
      step: 3,
      fix: 'Check the environment URL, host only, and that it belongs to this tenant.',
    },
  ],
  [
    650052,
    {
      code: 'resource-unknown',
      step: 3,
      fix: 'The tenant has no Dataverse: create an environment or get a licence first.',
    },
  ],
  [
    650057,
    {
      code: 'consent-missing',
      step: 1,
      fix: `Add Dynamics CRM > user_impersonation under ${portal} > API permissions.`,
    },
  ],
  [1002012, { code: 'scope-invalid', step: 3, fix: checkScope }],
  [70011, { code: 'scope-invalid', step: 3, fix: checkScope }],
  [28002, { code: 'scope-invalid', step: 3, fix: checkScope }],
  [700022, { code: 'scope-invalid', step: 3, fix: checkScope }],
  [901002, { code: 'scope-invalid', step: 3, fix: checkScope }],
  [70003, { code: 'request-invalid', step: 3, fix: 'The authority does not offer this grant type.' }],
  [
    501051,
    {
      code: 'assignment-required',
      step: 1,
      fix: 'The resource accepts assigned apps only: assign the app under entra.microsoft.com > Enterprise applications > (the resource) > Users and groups, or switch “Assignment required” off there.',
    },
  ],
  [
    50105,
    {
      code: 'assignment-required',
      step: 1,
      fix: 'Assign the user or app to the enterprise application, or switch “Assignment required” off.',
    },
  ],

  [65001, { code: 'consent-missing', step: 1, fix: `Grant admin consent under ${portal} > API permissions.` }],
  [
    65004,
    {
      code: 'sign-in-declined',
      step: 1,
      fix: 'The person cancelled or declined consent: ask again, or let an administrator grant consent.',
    },
  ],
  [
    65002,
    {
      code: 'consent-missing',
      step: 1,
      fix: `Check ${portal} > API permissions: the permission asked for is not offered by the resource.`,
    },
  ],
  [
    65005,
    {
      code: 'consent-missing',
      step: 1,
      fix: `Check ${portal} > API permissions against the resource that the token is for.`,
    },
  ],
  [
    650056,
    {
      code: 'consent-missing',
      step: 1,
      fix: `Check ${portal} > API permissions against the resource that the token is for.`,
    },
  ],
  [
    90094,
    { code: 'consent-missing', step: 1, fix: `An administrator has to consent under ${portal} > API permissions.` },
  ],
  [90095, { code: 'consent-missing', step: 1, fix: `An administrator has to approve the consent request.` }],
  [
    53003,
    {
      code: 'conditional-access',
      step: 3,
      fix: 'A Conditional Access policy blocks this sign-in: an administrator finds it under entra.microsoft.com > Sign-in logs > Service principal sign-ins by the correlation id, and can exclude the app or allow its IP address.',
    },
  ],
  [
    53000,
    {
      code: 'conditional-access',
      step: 3,
      fix: 'A Conditional Access policy asks for a compliant device: exclude the app from it.',
    },
  ],
  [
    53001,
    {
      code: 'conditional-access',
      step: 3,
      fix: 'A Conditional Access policy asks for a joined device: exclude the app from it.',
    },
  ],
  [
    530032,
    {
      code: 'conditional-access',
      step: 3,
      fix: 'A security policy of the tenant blocks this sign-in: ask an administrator.',
    },
  ],
  [
    530035,
    {
      code: 'conditional-access',
      step: 3,
      fix: 'A security policy of the tenant blocks this sign-in: ask an administrator.',
    },
  ],
  [
    50196,
    {
      code: 'throttled',
      step: 3,
      fix: 'Tokens are asked for in a loop: keep one credential object for the life of the process, so that its cache can work. The block ends after some minutes.',
    },
  ],
  [50076, { code: 'interaction-required', step: 3, fix: appOnly }],
  [50079, { code: 'interaction-required', step: 3, fix: appOnly }],
  [50158, { code: 'interaction-required', step: 3, fix: appOnly }],
  [50126, { code: 'interaction-required', step: 3, fix: appOnly }],
  [50053, { code: 'interaction-required', step: 3, fix: appOnly }],
  [50055, { code: 'interaction-required', step: 3, fix: appOnly }],
  [50056, { code: 'interaction-required', step: 3, fix: appOnly }],
  [50057, { code: 'interaction-required', step: 3, fix: appOnly }],
  [700082, { code: 'interaction-required', step: 3, fix: signInAgain }],
  [700084, { code: 'interaction-required', step: 3, fix: signInAgain }],
  [70008, { code: 'interaction-required', step: 3, fix: signInAgain }],
  [50173, { code: 'interaction-required', step: 3, fix: signInAgain }],
  [70043, { code: 'interaction-required', step: 3, fix: signInAgain }],
  [54005, { code: 'interaction-required', step: 3, fix: signInAgain }],
  [501481, { code: 'interaction-required', step: 3, fix: signInAgain }],
  [70016, { code: 'sign-in-expired', step: 3, fix: askAgain }],
  [70018, { code: 'sign-in-expired', step: 3, fix: askAgain }],
  [70019, { code: 'sign-in-expired', step: 3, fix: askAgain }],
  [70020, { code: 'sign-in-expired', step: 3, fix: askAgain }],
  [70000, { code: 'interaction-required', step: 3, fix: signInAgain }],
  [50058, { code: 'interaction-required', step: 3, fix: signInAgain }],
  [
    500131,
    {
      code: 'assertion-invalid',
      step: 3,
      fix: 'The caller must ask for a token of this API (scope api://<client id of this API>/…) and send that; a token made for another audience cannot be exchanged.',
    },
  ],
  [
    50011,
    {
      code: 'request-invalid',
      step: 1,
      fix: `Register http://localhost as a redirect URI of the platform Mobile and desktop applications under ${portal} > Authentication.`,
    },
  ],

  [90033, { code: 'unavailable', step: 3, retryable: true, fix: wait }],
  [
    90055,
    {
      code: 'throttled',
      step: 3,
      retryable: true,
      fix: 'The tenant sends too many token requests: keep one credential object per process, so that its cache can work.',
    },
  ],
  [90006, { code: 'unavailable', step: 3, retryable: true, fix: wait }],
  [90012, { code: 'unavailable', step: 3, retryable: true, fix: wait }],
  [90024, { code: 'unavailable', step: 3, retryable: true, fix: wait }],
  [90025, { code: 'unavailable', step: 3, retryable: true, fix: wait }],
  [
    1000031,
    { code: 'app-disabled', step: 1, fix: 'The app cannot be accessed at this time: ask the tenant’s administrator.' },
  ],
  [
    100007,
    {
      code: 'request-invalid',
      step: 3,
      fix: 'Regional token endpoints are for Microsoft’s own services: switch azureRegion off.',
    },
  ],
])
