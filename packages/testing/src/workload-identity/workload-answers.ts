import { publicCloud } from '../world/cloud.ts'
import type { ServiceCall, World } from '../world/world.ts'
import { PLACES, type PlaceAddress } from './addresses.ts'
import type { SigningIssuer } from './token-issuer.ts'

/** The workloads of a world. */
export interface WorkloadState {
  readonly world: World
  readonly tenantId: string
  readonly issuers: Issuers
  /** By the bearer token that the job asks with. */
  readonly jobs: Map<string, Job>
}

interface Issuers {
  readonly gitHub: SigningIssuer
  readonly azureDevOps: SigningIssuer
  readonly cluster: SigningIssuer
}

/** A job that may ask for tokens. */
interface Job {
  readonly issuer: keyof Issuers
  readonly subject: string
  readonly claims: Readonly<Record<string, unknown>>
  /** Azure DevOps: the connection that the token is for. */
  readonly serviceConnectionId?: string
}

/** What build services and issuers of tokens answer. */
export async function answerWorkload(
  state: WorkloadState,
  { place, path }: PlaceAddress,
  call: ServiceCall,
): Promise<Response> {
  switch (place) {
    case 'github-jobs':
      return path === '/idtoken' ? gitHubToken(state, call) : notFound()
    case 'azure-devops':
      return path.endsWith('/oidctoken') ? azureDevOpsToken(state, call) : notFound()
    case 'github':
    case 'azure-devops-issuer':
    case 'kubernetes':
      return documentOf(state, PLACES[place], path)
    default:
      return notFound()
  }
}

/** Audience of federated credentials in the tenant's cloud. */
export function exchangeAudience({ world, tenantId }: WorkloadState): string {
  return (world.tenants.get(tenantId)?.cloud ?? publicCloud).exchangeAudience
}

function jobOf({ jobs }: WorkloadState, request: Request): Job | undefined {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  return bearer === undefined ? undefined : jobs.get(bearer)
}

/** Without `audience` GitHub makes the token out to the owner of the repository. */
async function gitHubToken(state: WorkloadState, { request, url }: ServiceCall): Promise<Response> {
  if (request.method !== 'GET') return problem(405, 'The HTTP method is not allowed.')
  const job = jobOf(state, request)
  if (job?.issuer !== 'gitHub') return problem(401, 'The token is not that of a running job.')
  const audience = url.searchParams.get('audience') ?? `https://github.com/${String(job.claims['repository_owner'])}`
  const value = await state.issuers.gitHub.sign(job.subject, audience, job.claims)
  return Response.json({ value, count: value.length })
}

async function azureDevOpsToken(state: WorkloadState, { request, url }: ServiceCall): Promise<Response> {
  if (request.method !== 'POST') return problem(405, 'The HTTP method is not allowed.')
  if (!url.searchParams.has('api-version')) return problem(400, 'No api-version was supplied for the request.')
  const job = jobOf(state, request)
  // Azure DevOps sends a request without a valid token to a sign-in page.
  if (job?.issuer !== 'azureDevOps') {
    return new Response('<html><title>Azure DevOps Services | Sign In</title></html>', {
      status: 203,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    })
  }
  if (url.searchParams.get('serviceConnectionId') !== job.serviceConnectionId) {
    return problem(404, 'The service connection does not exist, or is not for this pipeline.')
  }
  return Response.json({ oidcToken: await state.issuers.azureDevOps.sign(job.subject, exchangeAudience(state)) })
}

/** OpenID configuration and keys, as relying parties find them. */
async function documentOf({ world }: WorkloadState, address: string, path: string): Promise<Response> {
  const at = address + path
  for (const issuer of world.issuers.values()) {
    const base = issuer.issuer.replace(/\/$/, '')
    if (at === `${base}/.well-known/openid-configuration`) {
      return Response.json({
        issuer: issuer.issuer,
        jwks_uri: `${base}/.well-known/jwks`,
        subject_types_supported: ['public'],
        response_types_supported: ['id_token'],
        id_token_signing_alg_values_supported: ['RS256'],
      })
    }
    if (at === `${base}/.well-known/jwks`) return Response.json(await issuer.jwks())
  }
  return notFound()
}

function problem(status: number, message: string): Response {
  return Response.json({ message }, { status })
}

function notFound(): Response {
  return problem(404, 'Not found.')
}
