import { addressWith, type HostFactory } from './token-request.ts'

/** Azure Machine Learning: `GET $MSI_ENDPOINT` with the header `secret`. */
export const machineLearning: HostFactory = ({ MSI_ENDPOINT: endpoint, MSI_SECRET: secret }) =>
  endpoint && secret
    ? {
        name: 'Azure Machine Learning',
        choice: { clientId: 'clientid' },
        request: (resource) => ({
          method: 'GET',
          url: addressWith(endpoint, { 'api-version': '2017-09-01', resource }),
          headers: { secret },
        }),
      }
    : undefined
