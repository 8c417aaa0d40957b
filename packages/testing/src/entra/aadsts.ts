/** One error of the token endpoint: the OAuth `error`, the HTTP status and the text that follows `AADSTS{code}: `. */
export interface AadstsDefinition {
  readonly error: string
  readonly status: number
  readonly text: string
  readonly suberror?: string
}

/** An AADSTS number the fake knows. */
export type AadstsCode =
  | 28002
  | 50001
  | 50011
  | 50013
  | 50027
  | 50049
  | 50034
  | 50057
  | 50058
  | 50059
  | 50076
  | 50126
  | 50173
  | 50194
  | 50196
  | 53003
  | 54005
  | 65001
  | 65004
  | 70000
  | 70002
  | 70003
  | 70008
  | 70011
  | 70016
  | 70018
  | 70020
  | 70021
  | 90002
  | 90019
  | 90033
  | 90055
  | 90094
  | 500011
  | 500014
  | 500113
  | 500131
  | 500133
  | 501051
  | 501481
  | 650052
  | 650053
  | 650057
  | 700016
  | 700021
  | 700022
  | 700023
  | 700024
  | 700025
  | 700027
  | 700051
  | 700082
  | 700084
  | 700211
  | 700212
  | 700213
  | 700229
  | 900023
  | 900144
  | 900561
  | 901002
  | 1002012
  | 7000112
  | 7000114
  | 7000215
  | 7000216
  | 7000218
  | 7000222
  | 7000229
  | 9001023
  | 9002313

/**
 * The errors the fake answers with or can be told to. `{app}`, `{name}`, `{tid}`, `{tenant}`, `{resource}` and `{value}` are
 * filled in where they are known.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const DEFINITIONS: Readonly<Record<AadstsCode, AadstsDefinition>> = {
  28002: invalid(
    'invalid_scope',
    "Provided value for the input parameter scope '{value}' isn't valid when requesting an access token. Specify a valid scope.",
  ),
  50001: invalid(
    'invalid_resource',
    'The resource principal named {resource} was not found in the tenant named {tenant}.',
  ),
  50013: invalid('invalid_grant', 'Assertion failed signature validation. {value}'),
  50011: invalid(
    'invalid_request',
    "The redirect URI '{value}' specified in the request does not match the redirect URIs configured for the application '{app}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.",
  ),
  50034: invalid(
    'invalid_grant',
    'The user account {value} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.',
  ),
  50057: invalid('invalid_grant', 'The user account is disabled.'),
  50058: invalid('login_required', 'A silent sign-in request was sent but no user is signed in.'),
  50076: {
    ...invalid(
      'interaction_required',
      "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
    ),
    suberror: 'basic_action',
  },
  50126: invalid('invalid_grant', 'Error validating credentials due to invalid username or password.'),
  50173: {
    ...invalid(
      'invalid_grant',
      'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. {value}',
    ),
    suberror: 'bad_token',
  },
  50027: invalid('invalid_request', 'Invalid JWT token. {value}'),
  50049: invalid('invalid_instance', 'Unknown or invalid instance.'),
  50059: invalid(
    'invalid_request',
    'No tenant-identifying information found in either the request or implied by any provided credentials.',
  ),
  50194: invalid(
    'invalid_request',
    "Application '{app}'({name}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
  ),
  50196: invalid(
    'invalid_grant',
    'The server terminated an operation because it encountered a client request loop. Please contact your app vendor.',
  ),
  53003: {
    ...invalid(
      'invalid_grant',
      'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    ),
    suberror: 'message_only',
  },
  54005: invalid(
    'invalid_grant',
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ),
  65001: {
    ...invalid(
      'invalid_grant',
      "The user or administrator has not consented to use the application with ID '{app}' named '{name}'. Send an interactive authorization request for this user and resource.",
    ),
    suberror: 'consent_required',
  },
  65004: invalid('access_denied', 'User declined to consent to access the app.'),
  70000: invalid('invalid_grant', 'Provided grant is invalid or malformed. {value}'),
  70008: invalid(
    'invalid_grant',
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  ),
  70016: invalid('authorization_pending', 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.'),
  70018: invalid('bad_verification_code', 'Invalid verification code.'),
  70020: invalid(
    'expired_token',
    'The provided value for the input parameter device_code is not valid. This device code has expired.',
  ),
  // Answered to a public client at /consumers (https://github.com/jmprieur/app-provisonning-tool/issues/24).
  70002: client(
    'The client does not exist or is not enabled for consumers. If you are the application developer, configure a new application through the App Registrations in the Azure Portal at https://go.microsoft.com/fwlink/?linkid=2083908.',
  ),
  70003: invalid('unsupported_grant_type', "The app returned an unsupported grant type '{value}'."),
  70011: invalid(
    'invalid_scope',
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. {value}",
  ),
  70021: client('No matching federated identity record found for presented assertion. {value}'),
  90002: invalid(
    'invalid_tenant',
    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  ),
  90019: invalid(
    'invalid_request',
    'No tenant-identifying information found in either the request or implied by any provided credentials.',
  ),
  90033: { error: 'temporarily_unavailable', status: 503, text: 'A transient error has occurred. Please try again.' },
  90055: {
    error: 'temporarily_unavailable',
    status: 429,
    text: 'The request was throttled because too many requests were received.',
  },
  90094: invalid('consent_required', 'The grant requires admin permission.'),
  500011: invalid(
    'invalid_resource',
    'The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
  ),
  500014: invalid(
    'invalid_resource',
    "The service principal for resource '{resource}' is disabled. This indicate that a subscription within the tenant has lapsed, or that the administrator for this tenant has disabled the application, preventing tokens from being issued for it.",
  ),
  500113: invalid('invalid_request', 'No reply address is registered for the application.'),
  500131: invalid(
    'invalid_grant',
    "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '{value}' and the expected audience is '{app}' or one of the Application Uris of this application with App ID '{app}'({name}).",
  ),
  500133: invalid('invalid_grant', 'Assertion is not within its valid time range. {value}'),
  501481: invalid(
    'invalid_grant',
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ),
  650052: invalid(
    'invalid_client',
    "The app is trying to access a service '{resource}' that your organization '{tenant}' lacks a service principal for. Contact your IT Admin to review the configuration of your service subscriptions or consent to the application in order to create the required service principal.",
  ),
  650053: {
    ...invalid(
      'invalid_client',
      "The application '{name}' asked for scope '{value}' that doesn't exist on the resource '{resource}'. Contact the app vendor.",
    ),
  },
  650057: invalid(
    'invalid_resource',
    "Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration. Client app ID: {app}({name}). Resource value from request: {resource}.",
  ),
  501051: invalid(
    'invalid_grant',
    "Application '{app}'({name}) is not assigned to a role for the application '{resource}'.",
  ),
  700016: invalid(
    'unauthorized_client',
    "Application with identifier '{app}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  ),
  700021: client("Client assertion application identifier doesn't match 'client_id' parameter."),
  700022: invalid(
    'invalid_scope',
    "The provided value for the input parameter scope isn't valid because it contains more than one resource. Scope {value} is not valid.",
  ),
  700023: client('Client assertion audience claim does not match Realm issuer.'),
  700024: client('Client assertion is not within its valid time range. {value}'),
  700025: client("Client is public so neither 'client_assertion' nor 'client_secret' should be presented."),
  700051: invalid('unsupported_response_type', "response_type '{value}' is not enabled for the application."),
  700082: invalid(
    'invalid_grant',
    'The refresh token has expired due to inactivity. The token was issued on {value} and was inactive for 90.00:00:00.',
  ),
  700084: invalid(
    'invalid_grant',
    'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page.',
  ),
  700027: client('Client assertion failed signature validation.{value}'),
  700211: client("No matching federated identity record found for presented assertion issuer '{value}'."),
  700212: client("No matching federated identity record found for presented assertion audience '{value}'."),
  700213: client("No matching federated identity record found for presented assertion subject '{value}'."),
  700229: client(
    '{value} token. Only app-only tokens can be used as Federated Identity Credentials for Microsoft Entra issuer.',
  ),
  900023: invalid(
    'invalid_request',
    "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.",
  ),
  900144: invalid('invalid_request', "The request body must contain the following parameter: '{value}'."),
  900561: invalid('invalid_request', 'The endpoint only accepts POST requests. Received a {value} request.'),
  901002: invalid('invalid_request', "The 'resource' request parameter isn't supported."),
  1002012: invalid(
    'invalid_scope',
    'The provided value for scope {value} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  ),
  7000112: invalid('unauthorized_client', "Application '{app}'({name}) is disabled."),
  7000114: invalid('invalid_grant', "Application '{app}' is not allowed to make application on-behalf-of calls."),
  7000215: client(
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{app}'.",
  ),
  7000216: client(
    "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  ),
  7000218: client("The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
  7000222: client(
    "The provided client secret keys for app '{app}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.",
  ),
  7000229: client(
    'The client application {app} is missing service principal in the tenant {tid}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119',
  ),
  9001023: invalid(
    'invalid_request',
    'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
  ),
  9002313: invalid('invalid_request', 'Invalid request. Request is malformed or invalid.'),
}

/** Values for the places in an error's text. */
export type AadstsValues = Partial<Record<'app' | 'name' | 'tid' | 'tenant' | 'resource' | 'value', string>>

/** A refusal of Entra, thrown inside the fake and answered as an error document. */
export class AadstsError extends Error {
  override readonly name = 'AadstsError'
  readonly code: AadstsCode
  readonly definition: AadstsDefinition
  /** What a sign-in has to ask for to get past this refusal. */
  readonly claims: Readonly<Record<string, unknown>> | undefined

  constructor(code: AadstsCode, values: AadstsValues = {}, claims?: Readonly<Record<string, unknown>>) {
    const definition = DEFINITIONS[code]
    const text = definition.text.replaceAll(/\{(\w+)\}/g, (_, name: keyof AadstsValues) => values[name] ?? '')
    super(`AADSTS${code}: ${text.trim()}`)
    this.code = code
    this.definition = definition
    this.claims = claims
  }
}

function invalid(error: string, text: string): AadstsDefinition {
  return { error, status: 400, text }
}

/** `invalid_client` is the one error that comes with 401 (RFC 6749 section 5.2). */
function client(text: string): AadstsDefinition {
  return { error: 'invalid_client', status: 401, text }
}
