import { addressWith, type HostFactory } from './token-request.ts'

/**
 * Service Fabric: `GET $IDENTITY_ENDPOINT` with the header `Secret`, at a server whose certificate is known by its thumbprint
 * alone. Which identity it is, the application's manifest says.
 *
 * @see https://learn.microsoft.com/azure/service-fabric/how-to-managed-identity-service-fabric-app-code
 */
export const serviceFabric: HostFactory = (environment) => {
  const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header, IDENTITY_SERVER_THUMBPRINT: thumbprint } = environment
  if (!endpoint || !header || !thumbprint) return undefined
  return {
    name: 'Service Fabric',
    thumbprint,
    request: (resource) => ({
      method: 'GET',
      url: addressWith(endpoint, { 'api-version': '2019-07-01-preview', resource }),
      headers: { Secret: header },
    }),
  }
}
