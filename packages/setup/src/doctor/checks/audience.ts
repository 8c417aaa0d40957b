import { failed, passed, warning, type Check, type Outcome } from '../check.ts'
import type { Examination } from '../examination.ts'

/** Seconds that a resource forgives. */
const forgiven = 300

/** Whether the token is for this environment, tenant and app, and is no person’s. Its content is only looked at. */
export const audience: Check = {
  name: 'audience',
  title: 'Token content',
  step: 3,
  needs: ['token'],
  async run(examination) {
    const probe = await examination.probeToken()
    if (!probe.ok) return undefined
    const { claims } = probe
    if (claims === undefined) {
      return failed({
        cause: 'token-unreadable',
        evidence: 'The token is no JWT, which those of Microsoft Entra ID for Dataverse are',
        fix: 'Something else than Microsoft Entra ID answered: check the authority, and look for a proxy in between.',
      })
    }
    const { aud, tid, appid, azp, iat, scp } = claims
    const app = appid ?? (typeof azp === 'string' ? azp : undefined)
    if (normal(aud ?? '') !== normal(examination.url())) {
      return failed({
        cause: 'token-audience',
        evidence: `The token is for ${aud}, not for ${examination.url()}`,
        fix: `Ask for the token with exactly one scope: ${examination.url()}/.default.`,
      })
    }
    return (
      (await mismatch(examination, tid, app)) ??
      early(examination, iat) ??
      (scp === undefined
        ? passed(`For ${aud}, tenant ${tid}, app ${app}`)
        : warning({
            cause: 'token-of-person',
            evidence: `The token is a person’s (scope ${String(scp)}), through the app ${app}`,
            fix: 'A program without a person signs in as itself, by client credentials: set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.',
          }))
    )
  },
}

async function mismatch(
  examination: Examination,
  tid: string | undefined,
  app: string | undefined,
): Promise<Outcome | undefined> {
  const { signIn } = await examination.probeEnvironment()
  const theirs = signIn?.tenantId
  if (theirs !== undefined && tid?.toLowerCase() !== theirs) {
    return failed({
      cause: 'token-tenant',
      evidence: `The token is of the tenant ${tid}; the environment belongs to ${theirs}`,
      fix: `Sign in to the tenant ${theirs}.`,
    })
  }
  const { clientId } = examination.validSettings()
  if (clientId === undefined || app?.toLowerCase() === clientId.toLowerCase()) return undefined
  return failed({
    cause: 'token-app',
    evidence: `The token is of the app ${app}, not of ${clientId}`,
    fix: 'Another credential was picked up: name the one that is meant.',
  })
}

function early(examination: Examination, iat: number | undefined): Outcome | undefined {
  const seconds = iat === undefined ? 0 : Math.round(iat - examination.now() / 1000)
  if (seconds <= forgiven) return undefined
  return failed({
    cause: 'clock-wrong',
    evidence: `The token was issued ${seconds} s from now: this machine’s clock is behind`,
    fix: 'Set the clock by a time server.',
    command: 'sudo timedatectl set-ntp true',
  })
}

/** Case, a slash at the end and the `.api` label do not count. */
const normal = (url: string): string =>
  url
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/^(https?:\/\/[^./]+)\.api\./, '$1.')
