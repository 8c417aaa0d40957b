import { InvalidArgumentError } from 'commander'

/** How the app is to prove itself, as it is written on the command line. */
export type CredentialOption =
  | { readonly kind: 'secret' }
  /** Without a file it is named after the app. */
  | { readonly kind: 'certificate'; readonly path?: string }
  | { readonly kind: 'github'; readonly repository: string; readonly jobs: readonly [string, string?] }
  | {
      readonly kind: 'azure-devops'
      readonly organizationId: string
      readonly connection: readonly [string, string, string]
    }
  | {
      readonly kind: 'kubernetes'
      readonly issuer: string
      readonly namespace: string
      readonly serviceAccount: string
    }
  | { readonly kind: 'federated'; readonly issuer: string; readonly subject: string }

/** The forms, for `--help` and for who gets one wrong. */
export const credentialForms = `  secret                                               the default
  certificate, certificate:contoso.pem                 key and certificate are made here
  github:owner/repo:environment:production             jobs of GitHub Actions; also :branch:main, :tag:v1, :pull_request
  azure-devops:<organization id>:contoso/project/connection
  kubernetes:<issuer>,<namespace>/<service account>
  federated:<issuer>,<subject>                         any other issuer, as its tokens spell it`

/** @throws InvalidArgumentError */
export function toCredential(text: string): CredentialOption {
  const [kind = ''] = text.split(':', 1)
  const rest = text.slice(kind.length + 1)
  switch (kind) {
    case 'secret':
      if (rest === '') return { kind }
      break
    case 'certificate':
      return rest === '' ? { kind } : { kind, path: rest }
    case 'github': {
      const [, repository, tail] = /^([^:]+):(.+)$/.exec(rest) ?? []
      const [, jobs, name] =
        /^(environment|branch|tag|pull_request)(?::(.+))?$/.exec(
          tail?.replace(/^ref:refs\/heads\//, 'branch:').replace(/^ref:refs\/tags\//, 'tag:') ?? '',
        ) ?? []
      if (repository !== undefined && jobs !== undefined && (name !== undefined) === (jobs !== 'pull_request')) {
        return { kind, repository, jobs: name === undefined ? [jobs] : [jobs, name] }
      }
      break
    }
    case 'azure-devops': {
      const [, organizationId, organization, project, connection] = /^([^:]+):([^/]+)\/([^/]+)\/(.+)$/.exec(rest) ?? []
      if (
        organizationId !== undefined &&
        organization !== undefined &&
        project !== undefined &&
        connection !== undefined
      ) {
        return { kind, organizationId, connection: [organization, project, connection] }
      }
      break
    }
    case 'kubernetes': {
      const [, issuer, namespace, serviceAccount] = /^([^,]+),([^/]+)\/(.+)$/.exec(rest) ?? []
      if (issuer !== undefined && namespace !== undefined && serviceAccount !== undefined) {
        return { kind, issuer, namespace, serviceAccount }
      }
      break
    }
    case 'federated': {
      const [, issuer, subject] = /^([^,]+),(.+)$/.exec(rest) ?? []
      if (issuer !== undefined && subject !== undefined) return { kind, issuer, subject }
      break
    }
    default:
  }
  throw new InvalidArgumentError(`Give one of\n${credentialForms}`)
}
