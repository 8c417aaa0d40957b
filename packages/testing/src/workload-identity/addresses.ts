/** The places of Azure and of build services that programs without a secret ask for tokens, and where they are. */
export const PLACES = {
  imds: 'http://169.254.169.254',
  'app-service': 'http://127.0.0.1:41741',
  'azure-arc': 'http://127.0.0.1:40342',
  'cloud-shell': 'http://localhost:50342',
  'service-fabric': 'https://localhost:2377',
  'machine-learning': 'http://127.0.0.1:46808',
  github: 'https://token.actions.githubusercontent.com',
  'github-jobs': 'https://pipelines.actions.githubusercontent.com',
  'azure-devops': 'https://dev.azure.com',
  'azure-devops-issuer': 'https://vstoken.dev.azure.com',
  kubernetes: 'https://westeurope.oic.prod-aks.azure.com',
} as const

/** A name of one of {@link PLACES}. */
export type Place = keyof typeof PLACES

/** Where a place is: its real address, or below the `identityUrl` of a listening fake. */
export function addressOf(place: Place, identityUrl?: string): string {
  return identityUrl === undefined ? PLACES[place] : `${identityUrl}/${place}`
}

/** A request to a place. */
export interface PlaceAddress {
  readonly place: Place
  /** What follows the place's address. */
  readonly path: string
}

/** Which place a call is for, however the fake was reached. */
export function placeOf(base: string, path: string): PlaceAddress | undefined {
  const atHome = placeNames.find((name) => PLACES[name] === base)
  if (atHome) return { place: atHome, path }
  const [, first = '', rest = ''] = /^\/([^/]+)(.*)$/.exec(path) ?? []
  const place = placeNames.find((name) => name === first)
  return place && { place, path: rest || '/' }
}

// The keys of the table are exactly the names.
const placeNames = Object.keys(PLACES) as Place[]
