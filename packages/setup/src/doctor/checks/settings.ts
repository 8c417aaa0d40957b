import { isAuthError, type Environment } from '@dynamics-kit/auth'
import { failed, passed, problemOf, type Check, type Outcome } from '../check.ts'
import type { Cause } from '../diagnosis.ts'
import { readLocalCertificate, type Settings } from '../probe/settings.ts'

/** Whether tenant, client id and a proof are configured, and look like what they should be. */
export const settings: Check = {
  name: 'settings',
  title: 'Settings',
  step: 3,
  needs: [],
  run({ environment, options, settings: read, now }) {
    if (options.credential) return passed('A credential is given')
    const found = read()
    if (!found.valid) return explain(found, environment, now())
    return (
      suspicion(environment) ?? passed(`App ${found.clientId} of tenant ${found.tenantId}, with ${proofName(found)}`)
    )
  },
}

function proofName({ proof }: Extract<Settings, { readonly valid: true }>): string {
  return { secret: 'a client secret', certificate: 'a certificate', federation: 'a federated token' }[proof ?? 'secret']
}

function explain(found: Extract<Settings, { readonly valid: false }>, environment: Environment, now: number): Outcome {
  const { problem, variable = '' } = found
  if (isAuthError(problem)) {
    const { fix, cause, evidence } = problemOf(problem)
    return failed({
      cause,
      evidence: evidence.replace(/^fromEnvironment is not available here: (.)/, (_, first: string) =>
        first.toUpperCase(),
      ),
      fix: `${fix} An app that has no secret yet gets one by: entra.microsoft.com > App registrations > (your app) > Certificates & secrets.`,
    })
  }
  // A value may be a secret in the wrong variable.
  const value = environment[variable]
  const evidence = value ? problem.message.replaceAll(JSON.stringify(value), 'its value') : problem.message
  const isMissing = variable !== '' && !value
  const cause = isMissing ? 'setting-missing' : malformed(variable, environment, now)
  const isMangled = variable === 'AZURE_CLIENT_SECRET' && cause === 'setting-malformed'
  return failed({
    cause,
    evidence,
    fix: isMangled ? valueAlone : (fixes[variable] ?? `Correct ${variable}.`),
    ...(variable.includes('SECRET') || variable.includes('CERTIFICATE') ? { step: 1 as const } : {}),
    ...(isMissing && {
      command: `export ${variable}=<${variable.toLowerCase().replace('azure_', '').replaceAll('_', ' ')}>`,
    }),
  })
}

function malformed(variable: string, environment: Environment, now: number): Cause {
  if (variable === 'AZURE_CLIENT_SECRET' && guid.test(environment[variable] ?? '')) return 'secret-is-id'
  if (variable !== 'AZURE_CLIENT_CERTIFICATE_PATH') return 'setting-malformed'
  const certificate = readLocalCertificate(environment)
  return certificate && certificate.notAfter.getTime() < now ? 'certificate-expired' : 'certificate-unusable'
}

const overview = 'entra.microsoft.com > App registrations > (your app) > Overview'

const fixes: Readonly<Record<string, string>> = {
  AZURE_TENANT_ID: `Set AZURE_TENANT_ID to the Directory (tenant) ID of ${overview}.`,
  AZURE_CLIENT_ID: `Set AZURE_CLIENT_ID to the Application (client) ID of ${overview}.`,
  AZURE_CLIENT_SECRET:
    'Set AZURE_CLIENT_SECRET to the Value of a client secret, not its Secret ID; Entra shows it once, so make a new one under entra.microsoft.com > App registrations > (your app) > Certificates & secrets.',
  AZURE_CLIENT_CERTIFICATE_PATH:
    'Name in AZURE_CLIENT_CERTIFICATE_PATH a PEM or PFX file that holds a valid certificate and its RSA key, and register that certificate under entra.microsoft.com > App registrations > (your app) > Certificates & secrets > Certificates.',
  AZURE_AUTHORITY_HOST:
    'Unset AZURE_AUTHORITY_HOST: the authority follows from the environment URL. It is for emulators and clouds of their own.',
}

const valueAlone = 'Set AZURE_CLIENT_SECRET to the secret’s Value alone, as Entra showed it.'

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** What is well-formed and still cannot be right. */
function suspicion(environment: Environment): Outcome | undefined {
  const { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId, AZURE_CLIENT_SECRET: secret } = environment
  if (clientId?.toLowerCase() === tenantId?.toLowerCase()) {
    return failed({
      cause: 'client-id-is-tenant-id',
      evidence: `AZURE_CLIENT_ID and AZURE_TENANT_ID are the same: ${clientId}`,
      fix: `Both are on one page, below each other: ${overview}. Copy the Application (client) ID to AZURE_CLIENT_ID.`,
    })
  }
  const oddity = secret ? oddityOf(secret) : undefined
  return oddity === undefined
    ? undefined
    : failed({
        cause: 'setting-malformed',
        step: 1,
        evidence: `AZURE_CLIENT_SECRET ${oddity}`,
        fix: valueAlone,
      })
}

/** What no secret of Entra looks like, and a copied or masked one does. */
function oddityOf(secret: string): string | undefined {
  if (/^[*•.]+$/.test(secret)) return 'is a row of mask characters: it was copied from where it is hidden'
  if (/^(<.*>|\$\{.*\}|\$\(.*\)|\{\{.*\}\})$/s.test(secret)) return 'is a placeholder that nothing was put in place of'
  if (/\s/.test(secret)) return 'has a blank or a line break in it'
  return undefined
}
