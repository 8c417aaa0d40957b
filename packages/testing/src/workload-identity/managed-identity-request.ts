/** Path of the token endpoint of the instance metadata service, and of those made like it. */
export const IMDS_PATH = '/metadata/identity/oauth2/token'

/** How one kind of host takes a request for a token. */
export interface HostRules {
  readonly path: string
  readonly method: 'GET' | 'POST'
  readonly apiVersion?: string
  /** A header that must be there, with this value. */
  readonly header?: { readonly name: string; readonly value: 'true' | 'secret' }
  /** Names of the parameters that choose an identity; absent where only the host's own can be had. */
  readonly identity?: { readonly clientId: string; readonly objectId?: string; readonly resourceId?: string }
  /** Whether a single user-assigned identity is taken where none was named. */
  readonly takesOnlyOne: boolean
}

/** @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token */
export const HOST_RULES: Readonly<Record<string, HostRules>> = {
  imds: {
    path: IMDS_PATH,
    method: 'GET',
    apiVersion: '2018-02-01',
    header: { name: 'Metadata', value: 'true' },
    identity: { clientId: 'client_id', objectId: 'object_id', resourceId: 'msi_res_id' },
    takesOnlyOne: true,
  },
  'app-service': {
    path: '/msi/token',
    method: 'GET',
    apiVersion: '2019-08-01',
    header: { name: 'X-IDENTITY-HEADER', value: 'secret' },
    identity: { clientId: 'client_id', objectId: 'object_id', resourceId: 'mi_res_id' },
    takesOnlyOne: false,
  },
  'azure-arc': {
    path: IMDS_PATH,
    method: 'GET',
    apiVersion: '2020-06-01',
    header: { name: 'Metadata', value: 'true' },
    takesOnlyOne: false,
  },
  'service-fabric': {
    path: IMDS_PATH,
    method: 'GET',
    apiVersion: '2019-07-01-preview',
    header: { name: 'Secret', value: 'secret' },
    takesOnlyOne: true,
  },
  'cloud-shell': {
    path: '/oauth2/token',
    method: 'POST',
    header: { name: 'Metadata', value: 'true' },
    takesOnlyOne: false,
  },
  'machine-learning': {
    path: '/MSI/auth',
    method: 'GET',
    apiVersion: '2017-09-01',
    header: { name: 'secret', value: 'secret' },
    identity: { clientId: 'clientid' },
    takesOnlyOne: true,
  },
}
