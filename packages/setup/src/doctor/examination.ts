import { cloudOf, type Cloud, type Environment } from '@dynamics-kit/auth'
import { createClient, parseEnvironmentUrl, type DynamicsClient, type TokenCredential } from '@dynamics-kit/client'
import { GraphClient } from '../entra/graph-client.ts'
import { dataverse } from '../well-known.ts'
import type { DiagnoseOptions } from './diagnose-options.ts'
import { probeAuthority, type AuthorityProbe } from './probe/authority-probe.ts'
import { probeEnvironment, type EnvironmentProbe } from './probe/environment-probe.ts'
import { probeRegistration, type RegistrationProbe } from './probe/registration-probe.ts'
import { proofOf, readSettings, type Proof, type Settings } from './probe/settings.ts'
import { probeToken, type TokenProbe } from './probe/token-probe.ts'
import { probeUserRow, type UserRowProbe } from './probe/user-row-probe.ts'
import { probeWhoAmI, type WhoAmIProbe } from './probe/who-am-i-probe.ts'

/** What the checks look at. Every probe is made once, when the first check asks for it. */
export interface Examination {
  readonly environment: Environment
  readonly options: DiagnoseOptions
  now(): number
  /** The environment URL as it was given; `undefined` when none was. */
  readonly givenUrl: string | undefined
  /** Origin of the environment. @throws {TypeError} when the URL is none. */
  url(): string
  /** Cloud of the environment’s host, where it is one of Microsoft’s. */
  cloud(): Cloud | undefined
  settings(): Settings
  /** Settings of an examination that has come past the check of them. */
  validSettings(): Extract<Settings, { readonly valid: true }>
  /** How the program proves that it is the app; `undefined` with a credential that was given. */
  proof(): Proof | undefined
  /** The authority that the settings name, or else that of the cloud. */
  authority(): string | undefined
  probeEnvironment(): Promise<EnvironmentProbe>
  probeAuthority(): Promise<AuthorityProbe | undefined>
  probeToken(): Promise<TokenProbe>
  probeWhoAmI(): Promise<WhoAmIProbe>
  /** The environment, as the app. */
  dynamics(): DynamicsClient
  /** Client id of the app: of the settings, or of its token. */
  clientId(): Promise<string | undefined>
  /** `undefined` without an administrator or a client id. */
  probeRegistration(): Promise<RegistrationProbe | undefined>
  probeUserRow(): Promise<UserRowProbe | undefined>
}

/** Milliseconds that one request may take. */
const defaultTimeout = 10_000

export function createExamination(options: DiagnoseOptions): Examination {
  const { environment = process.env, fetch, timeout = defaultTimeout, signal, credential, administrator } = options
  const now = options.now ?? Date.now
  const transport = { fetch, timeout, signal }
  const givenUrl = options.url ?? (environment['DYNAMICS_URL'] || undefined)

  const examination: Examination = {
    environment,
    options,
    now,
    givenUrl,
    url: once(() => parseEnvironmentUrl(givenUrl ?? '').origin),
    cloud: once(() => cloudOf(new URL(examination.url()).host)),
    settings: once(() =>
      credential ? { valid: true, credential } : readSettings(environment, { fetch, timeout, now }),
    ),
    validSettings() {
      const settings = examination.settings()
      if (settings.valid) return settings
      throw settings.problem
    },
    proof: () => (credential ? undefined : proofOf(environment)),
    authority: once(() => authorityOf(environment['AZURE_AUTHORITY_HOST']) ?? examination.cloud()?.authority),
    probeEnvironment: once(() => probeEnvironment(examination.url(), transport)),
    probeAuthority: once(async () => {
      const { signIn } = await examination.probeEnvironment()
      const authority = examination.authority() ?? signIn?.authority
      const settings = examination.settings()
      const tenant = (settings.valid ? settings.tenantId : undefined) ?? signIn?.tenantId
      return authority === undefined ? undefined : probeAuthority(authority, tenant ?? 'organizations', transport)
    }),
    probeToken: once(() => {
      const settings = examination.validSettings()
      return probeToken(settings.credential, `${examination.url()}/.default`, { proof: settings.proof, signal })
    }),
    probeWhoAmI: once(() => probeWhoAmI(examination.dynamics(), signal)),
    dynamics: once(() => clientAs(examination.validSettings().credential)),
    clientId: once(async () => {
      const { clientId } = examination.validSettings()
      if (clientId !== undefined) return clientId
      const token = await examination.probeToken()
      return token.ok ? (token.claims?.appid ?? undefined) : undefined
    }),
    probeRegistration: once(async () => {
      const clientId = await examination.clientId()
      if (administrator === undefined || clientId === undefined) return undefined
      const graphUrl = options.graphUrl ?? (environment['GRAPH_URL'] || undefined) ?? examination.cloud()?.graph
      const graph = new GraphClient({ credential: administrator, graphUrl, fetch, signal })
      return probeRegistration(graph, clientId, { dataverseAppId: dataverse.appId, signal })
    }),
    probeUserRow: once(async () => {
      const clientId = await examination.clientId()
      if (administrator === undefined || clientId === undefined) return undefined
      return probeUserRow(clientAs(administrator), clientId, signal)
    }),
  }
  return examination

  function clientAs(who: TokenCredential): DynamicsClient {
    return createClient({ url: examination.url(), credential: who, fetch, timeout, retry: { limit: 0 } })
  }
}

/** Origin of an authority that was configured and may be asked; with or without scheme and tenant, as `fromEnvironment` takes it. */
function authorityOf(text: string | undefined): string | undefined {
  if (!text) return undefined
  const withScheme = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(withScheme)) return undefined
  const { origin, protocol, hostname } = new URL(withScheme)
  return protocol === 'https:' || /^(localhost|127\.|\[::1\])/.test(hostname) ? origin : undefined
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
