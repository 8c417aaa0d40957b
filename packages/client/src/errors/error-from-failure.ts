import { NetworkError } from './dynamics-error.ts'
import type { DynamicsError, NetworkReason } from './dynamics-error.ts'

/** The error for a request that got no answer. */
export function errorFromFailure(method: string, url: string, failure: unknown): DynamicsError {
  const { host } = new URL(url)
  const { problem, fix, reason } = explain(systemCode(failure), host)
  return new NetworkError({ code: 'network', problem, method, path: url, step: 4, fix, cause: failure, reason })
}

/** The first system error code down the chain of causes: `ENOTFOUND`, `ECONNREFUSED`, `SELF_SIGNED_CERT_IN_CHAIN`. */
function systemCode(failure: unknown): string | undefined {
  for (let depth = 0, at = failure; depth < 8 && typeof at === 'object' && at !== null; depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
    at = 'cause' in at ? at.cause : undefined
  }
  return undefined
}

interface Explanation {
  readonly problem: string
  readonly fix: string
  readonly reason: NetworkReason
}

function explain(code: string | undefined, host: string): Explanation {
  switch (code) {
    case 'ENOTFOUND':
      return {
        reason: 'dns',
        problem: `there is no host ${host}`,
        fix: 'Check the environment name and its region (crm, crm4, …) in the environment URL, and that this machine is online.',
      }
    case 'EAI_AGAIN':
      return {
        reason: 'dns',
        problem: `the name ${host} could not be looked up`,
        fix: 'Check that this machine is online and can reach its name server.',
      }
    case 'ECONNREFUSED':
      return {
        reason: 'refused',
        problem: `${host} refused the connection`,
        fix: 'Check the host and port, and that a firewall or proxy lets this machine through.',
      }
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return {
        reason: 'tls',
        problem: `the certificate of ${host} is not trusted`,
        fix: 'A proxy may be opening the traffic: give Node.js its certificate with NODE_EXTRA_CA_CERTS or --use-system-ca.',
      }
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return {
        reason: 'connect-timeout',
        problem: `no connection to ${host} came about`,
        fix: 'Check that this machine is online and that a firewall lets it reach the environment.',
      }
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return {
        reason: 'connection-lost',
        problem: `the connection to ${host} was lost, and with it the answer or a part of it`,
        fix: 'Try again; if it happens often, a proxy or firewall may be ending connections.',
      }
    default:
      return {
        reason: code !== undefined && /^(?:CERT_|ERR_TLS_|ERR_SSL_|EPROTO$)/.test(code) ? 'tls' : 'unknown',
        problem: `${host} could not be reached${code === undefined ? '' : ` (${code})`}`,
        fix: 'Check that this machine is online and that a firewall or proxy lets it reach the environment.',
      }
  }
}
