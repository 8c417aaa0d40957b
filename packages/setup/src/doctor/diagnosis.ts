import type { AuthErrorCode, SetupStep } from '@dynamics-kit/auth'
import type { DynamicsErrorCode } from '@dynamics-kit/client'
import type { Repair } from './repair.ts'

/** What is looked at, in the order it is looked at: each check needs no more rights than those before. */
export type CheckName =
  | 'environment-url'
  | 'settings'
  | 'cloud'
  | 'proxy'
  | 'dns'
  | 'connection'
  | 'tls'
  | 'clock'
  | 'environment'
  | 'tenant'
  | 'app'
  | 'secret'
  | 'certificate'
  | 'federation'
  | 'service-principal'
  | 'token'
  | 'audience'
  | 'access'
  | 'limits'
  | 'application-user'
  | 'roles'
  | 'privileges'
  | 'registration'
  | 'secret-expiry'

/** What is wrong. The codes of signing in and of the Web API are those of `AuthError` and `DynamicsError`. */
export type Cause =
  | AuthErrorCode
  | DynamicsErrorCode
  | 'url-missing'
  | 'url-invalid'
  | 'setting-missing'
  | 'setting-malformed'
  | 'secret-is-id'
  | 'client-id-is-tenant-id'
  | 'certificate-unusable'
  | 'certificate-expired'
  | 'expires-soon'
  | 'dns'
  | 'proxy-unused'
  | 'proxy-refused'
  | 'proxy-unreachable'
  | 'connection-refused'
  | 'certificate-untrusted'
  | 'clock-wrong'
  | 'on-premises'
  | 'token-unreadable'
  | 'token-audience'
  | 'token-tenant'
  | 'token-app'
  | 'token-of-person'
  | 'limits-near'
  | 'role-too-powerful'
  | 'app-multi-tenant'
  | 'too-many-secrets'

interface FindingOf<Verdict extends string> {
  readonly check: CheckName
  /** The check in two or three words, for people. */
  readonly title: string
  readonly verdict: Verdict
  /** The step of the set-up that it belongs to: 1 app registration, 2 application user, 3 access token, 4 Web API call. */
  readonly step: SetupStep
}

/** A check that found all well. */
export interface PassedFinding extends FindingOf<'passed'> {
  /** What was seen. Names and ids, never secrets. */
  readonly evidence: string
}

/** `failed` stops programs now; a `warning` will, or is a risk. */
export interface BadFinding extends FindingOf<'failed' | 'warning'> {
  readonly cause: Cause
  /** What was seen. Names and ids, never secrets. */
  readonly evidence: string
  /** What to do, in one or two sentences. */
  readonly fix: string
  /** A command line that does it; what stands in angle brackets has to be filled in. */
  readonly command?: string
  /** What `applyRepair` can do about it. */
  readonly repair?: Repair
  /** Ids of the answer, for a support ticket. */
  readonly support?: Support
}

/** A check that could not run, or need not. */
export interface SkippedFinding extends FindingOf<'skipped'> {
  /** Why, and what would let it run. */
  readonly reason: string
  /** The check that has to pass before. */
  readonly because?: CheckName
}

/** What Microsoft’s support asks for. */
export interface Support {
  readonly correlationId?: string
  readonly traceId?: string
  readonly timestamp?: string
  readonly requestId?: string
}

/** One line of a {@link Diagnosis}; `verdict` tells which members it has. */
export type Finding = PassedFinding | BadFinding | SkippedFinding

/** What {@link diagnose} found. Plain JSON. */
export interface Diagnosis {
  /** Nothing failed. There may be warnings. */
  readonly healthy: boolean
  /** Where to begin: what failed first, or else the first warning. */
  readonly first?: BadFinding
  /** In the order of the checks. Checks that do not apply, such as of a certificate where there is a secret, are left out. */
  readonly findings: readonly Finding[]
}
