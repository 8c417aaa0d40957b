/** Who the token of another issuer must be for, to be taken in place of an app's own proof; each cloud has a name of its own. */
const audiences: Readonly<Record<string, string>> = {
  'login.microsoftonline.us': 'api://AzureADTokenExchangeUSGov',
  'login.partner.microsoftonline.cn': 'api://AzureADTokenExchangeChina',
}

/**
 * The audience of federated credentials at an authority.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
export function exchangeAudienceOf(authority: string | undefined): string {
  const text = authority === undefined || /^[a-z]+:\/\//i.test(authority) ? authority : `https://${authority}`
  const host = text !== undefined && URL.canParse(text) ? new URL(text).host : ''
  return audiences[host] ?? 'api://AzureADTokenExchange'
}
