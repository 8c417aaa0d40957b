import { decodeJwt } from 'jose'

/** Object id of whom a token says it is of, before anybody has looked whether that is true; empty for what is no token. */
export function tokenUser(headers: Headers): string {
  try {
    const { oid } = decodeJwt((headers.get('authorization') ?? '').replace(/^Bearer /i, ''))
    return typeof oid === 'string' ? oid : ''
  } catch {
    return ''
  }
}
