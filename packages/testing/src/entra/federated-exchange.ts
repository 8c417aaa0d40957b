import type { Tenant } from '../world/directory.ts'

/** Client id behind the audience of federated credentials: `aud` of the v2.0 tokens that managed identities get for it. */
export const EXCHANGE_APP_ID = 'fb60f99c-7a34-4190-8149-302f77469936'

/** What `iss` of v2.0 tokens begins with, before the tenant. */
export const entraIssuer = ({ cloud }: Pick<Tenant, 'cloud'>): string => `${cloud.authorities[0]}/`
