import type { HostFactory } from './token-request.ts'

/** Azure Cloud Shell: `POST $MSI_ENDPOINT`. The token is that of the person who opened it. */
export const cloudShell: HostFactory = ({ MSI_ENDPOINT: endpoint, MSI_SECRET: secret }) =>
  endpoint && !secret
    ? {
        name: 'Cloud Shell',
        request: (resource) => ({
          method: 'POST',
          url: endpoint,
          headers: { Metadata: 'true', 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ resource }).toString(),
        }),
      }
    : undefined
