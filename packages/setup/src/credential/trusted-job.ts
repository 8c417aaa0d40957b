import { createHash } from 'node:crypto'
import { requireOptions } from '../require-options.ts'

/** Whose tokens stand for the app: all three are compared to the letter. */
export interface TrustedJob {
  readonly kind: 'federated'
  readonly issuer: string
  readonly subject: string
  /** Default: that of the cloud, such as `api://AzureADTokenExchange`. */
  readonly audience?: string | undefined
}

/** Which jobs of GitHub Actions an app trusts. */
export interface GitHubJobOptions {
  /** `owner/repository`, as GitHub spells it; with both ids, `owner@1234/repository@5678`, where its tokens have them. */
  readonly repository: string
  /** Of the jobs with this environment. */
  readonly environment?: string | undefined
  /** Of the jobs on this branch. */
  readonly branch?: string | undefined
  /** Of the jobs on this tag. */
  readonly tag?: string | undefined
  /** Of the jobs for pull requests. */
  readonly pullRequest?: true | undefined
}

/**
 * Jobs of GitHub Actions: `repo:contoso/integration:environment:production`.
 *
 * Repositories made, renamed or transferred since July 15, 2026 have the ids of owner and repository in it,
 * `repo:contoso@1234/integration@5678:…`, and so have others that were switched. GitHub tells:
 * `gh api repos/contoso/integration/actions/oidc/customization/sub --jq .sub_claim_prefix`. A colon in the name of an environment, branch or tag
 * is `%3A` in the subject.
 *
 * @throws {TypeError} For a repository that is none, or when it is not said which jobs.
 * @example
 * ```ts
 * import { gitHubJob } from '@dynamics-kit/setup'
 *
 * const { subject } = gitHubJob({ repository: 'contoso/integration', environment: 'production' })
 * console.log(subject)
 * ```
 * @see https://docs.github.com/actions/reference/security/oidc
 */
export function gitHubJob(options: GitHubJobOptions): TrustedJob {
  requireOptions('gitHubJob', options, "{ repository: 'contoso/integration', environment: 'production' }")
  const { repository, environment, branch, tag, pullRequest } = options
  if (!/^[\w.-]+(@\d+)?\/[\w.-]+(@\d+)?$/.test(repository)) {
    throw new TypeError(
      `repository: ${JSON.stringify(repository)} is none; give owner/name, such as contoso/integration`,
    )
  }
  if (/^[^/@]+@/.test(repository) !== /@\d+$/.test(repository)) {
    throw new TypeError(
      `repository: ${JSON.stringify(repository)} has one id; give those of owner and repository, such as contoso@1234/integration@5678, or none`,
    )
  }
  const tails = [
    environment && `environment:${inSubject(environment)}`,
    branch && `ref:refs/heads/${inSubject(branch)}`,
    tag && `ref:refs/tags/${inSubject(tag)}`,
    pullRequest && 'pull_request',
  ].filter((tail) => typeof tail === 'string' && tail !== '')
  const [tail, another] = tails
  if (tail === undefined || another !== undefined) {
    throw new TypeError('repository: say which of its jobs: one of environment, branch, tag or pullRequest')
  }
  return trusted('https://token.actions.githubusercontent.com', `repo:${repository}:${tail}`)
}

/** A name as GitHub writes it into subjects, whose parts colons separate. */
const inSubject = (name: string): string => name.replaceAll(':', '%3A')

/** Which service connection of Azure Pipelines an app trusts. */
export interface AzurePipelinesJobOptions {
  /** Id of the organization, a GUID: `https://dev.azure.com/contoso/_apis/connectionData` names it `instanceId`. */
  readonly organizationId: string
  readonly organization: string
  readonly project: string
  /** Name of the service connection, of the kind “workload identity federation”. */
  readonly serviceConnection: string
}

/**
 * Jobs of Azure Pipelines with a service connection: `sc://contoso/Integration/dynamics`. Newer connections have an issuer and a subject of
 * their own: copy them from the connection, and give `{ kind: 'federated', issuer, subject }`.
 *
 * @throws {TypeError} For an organization id that is no GUID.
 */
export function azurePipelinesJob(options: AzurePipelinesJobOptions): TrustedJob {
  requireOptions('azurePipelinesJob', options, '{ organizationId, organization, project, serviceConnection }')
  const { organizationId, organization, project, serviceConnection } = options
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(organizationId)) {
    throw new TypeError(`organizationId: ${JSON.stringify(organizationId)} is not a GUID`)
  }
  return trusted(
    `https://vstoken.dev.azure.com/${organizationId}`,
    `sc://${organization}/${project}/${serviceConnection}`,
  )
}

/** Which service account of a Kubernetes cluster an app trusts. */
export interface KubernetesPodOptions {
  /** OIDC issuer of the cluster: `az aks show … --query oidcIssuerProfile.issuerUrl`. */
  readonly issuer: string
  /** Default `default`. */
  readonly namespace?: string | undefined
  readonly serviceAccount: string
}

/** Pods with a service account: `system:serviceaccount:integration:dynamics`. */
export function kubernetesPod(options: KubernetesPodOptions): TrustedJob {
  requireOptions('kubernetesPod', options, '{ issuer, serviceAccount }')
  const { issuer, namespace = 'default', serviceAccount } = options
  return trusted(issuer, `system:serviceaccount:${namespace}:${serviceAccount}`)
}

/** @throws {TypeError} For what Entra would not take. */
function trusted(issuer: string, subject: string): TrustedJob {
  const job = { kind: 'federated', issuer, subject } as const
  checkTrustedJob(job)
  return job
}

export function checkTrustedJob({ issuer, subject }: TrustedJob): void {
  if (!URL.canParse(issuer) || !issuer.startsWith('https://')) {
    throw new TypeError(`issuer: ${JSON.stringify(issuer)} is no https URL; give it as the tokens spell it`)
  }
  if (subject === '' || subject.length > 600 || subject.includes('*') || /:$|\/\/$/.test(subject)) {
    throw new TypeError(
      `subject: ${JSON.stringify(subject)} is none; give it as the tokens spell it, without wildcards`,
    )
  }
}

/** A name for the trust in a job, the same each time: `dynamics-kit-contoso-integration-production-3f2a91c0`. */
export function trustName({ issuer, subject }: TrustedJob): string {
  const hash = createHash('sha256').update(`${issuer}\n${subject}`).digest('hex').slice(0, 8)
  const words = subject
    .replace(/^(repo|sc|system:serviceaccount):(\/\/)?/, '')
    .replace('ref:refs/heads/', '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return `dynamics-kit-${words.slice(0, 90)}-${hash}`
}
