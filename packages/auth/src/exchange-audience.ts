/** Who the token of another issuer must be for, to be taken in place of an app's own proof; each cloud has a name of its own. */
const audiences: Readonly<Record<string, string>> = {
  'login.microsoftonline.us': 'api://AzureADTokenExchangeUSGov',
  'login.partner.microsoftonline.cn': 'api://AzureADTokenExchangeChina',
}

/**
 * The audience of federated credentials at an authority, which is given by its origin.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
export function exchangeAudienceOf(authority: string): string {
  return audiences[new URL(authority).host] ?? 'api://AzureADTokenExchange'
}
