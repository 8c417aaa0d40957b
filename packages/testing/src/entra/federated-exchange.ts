/** Audience that federated credentials of the public cloud expect. */
export const EXCHANGE_AUDIENCE = 'api://AzureADTokenExchange'

/** Client id behind that audience: `aud` of the v2.0 tokens that managed identities get for it. */
export const EXCHANGE_APP_ID = 'fb60f99c-7a34-4190-8149-302f77469936'

/** What `iss` of v2.0 tokens begins with, before the tenant. */
export const ENTRA_ISSUER = 'https://login.microsoftonline.com/'
