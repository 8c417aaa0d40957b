import type { Service, TokenIssuer, World } from '../world/world.ts'
import { findRegistration } from '../world/directory-lookup.ts'
import { addressOf, PLACES, type PlaceAddress } from './addresses.ts'
import { createTokenIssuer } from './token-issuer.ts'
import { answerWorkload, exchangeAudience, type WorkloadState } from './workload-answers.ts'

/** Where a program finds the fake: `at: server` for a listening one. Default: the real addresses. */
export interface PlacedAt {
  readonly at?: { readonly identityUrl: string }
}

export interface GitHubJobOptions extends PlacedAt {
  /**
   * With the ids of owner and repository, `contoso@1234/integration@5678`, for one whose subjects have them: those made since July 15, 2026.
   * Default `contoso/integration`.
   *
   * @see https://docs.github.com/actions/reference/security/oidc#immutable-subject-claims
   */
  readonly repository?: string
  /** Default `refs/heads/main`. */
  readonly ref?: string
  /** Name of the deployment environment; takes the place of `ref` in the subject. Default: none. */
  readonly environment?: string
}

export interface AzurePipelinesJobOptions extends PlacedAt {
  /** Default `contoso`. */
  readonly organization?: string
  /** Default `integration`. */
  readonly project?: string
  /** Name of the service connection. Default `dynamics`. */
  readonly serviceConnection?: string
  /** The app that the service connection stands for. */
  readonly clientId: string
}

/** A pod whose service account stands for an app. */
export interface KubernetesPodOptions {
  /** Default `default`. */
  readonly namespace?: string
  /** Default `integration`. */
  readonly serviceAccount?: string
  /** The app that the pod stands for. */
  readonly clientId: string
  /** File the test writes the token to. */
  readonly tokenFile: string
  /** Base URL of Entra, for a listening fake. Default: the public one, unsaid. */
  readonly authority?: string
}

/** What runs somewhere and has a token of its own. */
export interface FakeWorkload {
  /** Issuer and subject of its tokens, for `addFederatedCredential`. */
  readonly issuer: string
  readonly subject: string
  /** The environment variables it has. */
  readonly environment: Readonly<Record<string, string>>
}

/** A pod, whose token is in a file. */
export interface FakePod extends FakeWorkload {
  /** A token as the cluster writes it to the file. */
  token(audience?: string): Promise<string>
}

/** Build services and a cluster, whose jobs and pods have tokens that Entra exchanges. */
export interface WorkloadIdentity {
  /** A job of GitHub Actions with `id-token: write`. */
  gitHubActions(options?: GitHubJobOptions): FakeWorkload
  /** A job of Azure Pipelines with a service connection. */
  azurePipelines(options: AzurePipelinesJobOptions): FakeWorkload
  /** A pod with a service account. */
  kubernetes(options: KubernetesPodOptions): FakePod
  /** Makes Entra know the keys of another issuer. */
  addIssuer(issuer: TokenIssuer): void
}

/** The workloads of a world, and what answers them. */
export interface Workloads extends WorkloadIdentity {
  answer(address: PlaceAddress, call: Parameters<Service>[0]): Promise<Response>
  /** The same, of a fork of the world. */
  fork(world: World): Workloads
}

export function createWorkloadIdentity(world: World, tenantId: string): Workloads {
  const issuer = (url: string) => createTokenIssuer(url, world.clock)
  const issuers = {
    gitHub: issuer(PLACES.github),
    azureDevOps: issuer(`${PLACES['azure-devops-issuer']}/${world.newId()}`),
    cluster: issuer(`${PLACES.kubernetes}/${tenantId}/${world.newId()}/`),
  }
  return workloadsOf({ world, tenantId, issuers, jobs: new Map() })
}

function workloadsOf(state: WorkloadState): Workloads {
  const { world, tenantId, jobs } = state
  const { gitHub, azureDevOps, cluster } = state.issuers
  for (const issuer of [gitHub, azureDevOps, cluster]) world.issuers.set(issuer.issuer, issuer)

  return {
    fork(its) {
      const { clock } = its
      const forked = { gitHub: gitHub.fork(clock), azureDevOps: azureDevOps.fork(clock), cluster: cluster.fork(clock) }
      return workloadsOf({ world: its, tenantId, issuers: forked, jobs: new Map(jobs) })
    },

    gitHubActions({ repository = 'contoso/integration', ref = 'refs/heads/main', environment, at } = {}) {
      const tail = environment === undefined ? `ref:${ref}` : `environment:${environment.replaceAll(':', '%3A')}`
      const subject = `repo:${repository}:${tail}`
      const bearer = newBearer()
      const claims = { ...repositoryClaims(repository), ref, ...(environment !== undefined && { environment }) }
      jobs.set(bearer, { issuer: 'gitHub', subject, claims })
      return {
        issuer: gitHub.issuer,
        subject,
        environment: {
          ACTIONS_ID_TOKEN_REQUEST_URL: `${addressOf('github-jobs', at?.identityUrl)}/idtoken?api-version=2.0`,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
        },
      }
    },

    azurePipelines({
      organization = 'contoso',
      project = 'integration',
      serviceConnection = 'dynamics',
      clientId,
      at,
    }) {
      const subject = `sc://${organization}/${project}/${serviceConnection}`
      const bearer = newBearer()
      const serviceConnectionId = world.newId()
      jobs.set(bearer, { issuer: 'azureDevOps', subject, claims: {}, serviceConnectionId })
      return {
        issuer: azureDevOps.issuer,
        subject,
        environment: {
          SYSTEM_OIDCREQUESTURI: `${addressOf('azure-devops', at?.identityUrl)}/${organization}/${project}/_apis/distributedtask/hubs/build/plans/1/jobs/1/oidctoken`,
          SYSTEM_ACCESSTOKEN: bearer,
          AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: serviceConnectionId,
          AZURESUBSCRIPTION_CLIENT_ID: clientId,
          AZURESUBSCRIPTION_TENANT_ID: tenantOf(clientId),
        },
      }
    },

    kubernetes({ namespace = 'default', serviceAccount = 'integration', clientId, tokenFile, authority }) {
      const subject = `system:serviceaccount:${namespace}:${serviceAccount}`
      return {
        issuer: cluster.issuer,
        subject,
        environment: {
          AZURE_TENANT_ID: tenantOf(clientId),
          AZURE_CLIENT_ID: clientId,
          AZURE_FEDERATED_TOKEN_FILE: tokenFile,
          ...(authority !== undefined && { AZURE_AUTHORITY_HOST: authority }),
        },
        token: (audience = exchangeAudience(state)) => cluster.sign(subject, audience),
      }
    },

    addIssuer: (issuer) => void world.issuers.set(issuer.issuer, issuer),

    answer: (where, call) => answerWorkload(state, where, call),
  }

  /** Where the app is registered. */
  function tenantOf(clientId: string): string {
    return findRegistration(world, world.tenants.get(tenantId), clientId)?.home.id ?? tenantId
  }

  function newBearer(): string {
    return `${world.newId()}${world.newId()}`.replaceAll('-', '')
  }
}

/** `contoso/integration`, or `contoso@1234/integration@5678`, which GitHub takes apart. */
function repositoryClaims(repository: string): Readonly<Record<string, string>> {
  const parts = /^([^/@]+)(?:@(\d+))?\/([^/@]+)(?:@(\d+))?$/.exec(repository)
  const [, owner = '', ownerId, name = '', id] = parts ?? []
  if (!parts || (ownerId === undefined) !== (id === undefined)) {
    throw new TypeError(`repository: takes owner/name, or owner@1234/name@5678 with both ids, got ${repository}`)
  }
  return {
    repository: `${owner}/${name}`,
    repository_owner: owner,
    ...(ownerId !== undefined && { repository_owner_id: ownerId }),
    ...(id !== undefined && { repository_id: id }),
  }
}
