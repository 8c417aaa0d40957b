import { addressWith, type HostFactory } from './token-request.ts'

/**
 * App Service, Functions and Container Apps: `GET $IDENTITY_ENDPOINT` with the header `X-IDENTITY-HEADER`.
 *
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export const appService: HostFactory = ({ IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header }) =>
  endpoint && header
    ? {
        name: 'App Service',
        choice: { clientId: 'client_id', objectId: 'object_id', resourceId: 'mi_res_id' },
        request: (resource) => ({
          method: 'GET',
          url: addressWith(endpoint, { 'api-version': '2019-08-01', resource }),
          headers: { 'X-IDENTITY-HEADER': header },
        }),
      }
    : undefined
