import { createError } from '../errors/create-error.ts'
import type { DynamicsError } from '../errors/dynamics-error.ts'
import type { DynamicsErrorCode } from '../errors/error-code.ts'

/** `{ "error": { "code": "9004010D", "message": "…", "cdscode": "80040217", "innererror": { "code": "…" } } }` */
export interface PortalError {
  /** Upper case; often empty. */
  readonly code: string
  readonly message: string
  /** Of Dataverse, `0x80040217`, where it refused. */
  readonly dataverseCode: string
}

/** The error of an answer; nothing where it has none. */
export async function readPortalError(response: Response): Promise<PortalError | undefined> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  const error = memberOf(body, 'error')
  if (typeof error !== 'object' || error === null) return undefined
  const inner = memberOf(error, 'innererror')
  const code = /^(?:0x)?(8[\da-f]{7})$/i.exec(textOf(error, 'cdscode') || textOf(inner, 'code'))?.[1]
  return {
    code: textOf(error, 'code').toUpperCase(),
    message: textOf(inner, 'message') || textOf(error, 'message'),
    dataverseCode: code === undefined ? '' : `0x${code.toLowerCase()}`,
  }
}

/** The error for what the site itself refused; nothing for what Dataverse did. */
export function portalError(
  { method, url }: Request,
  status: number,
  { code, message }: PortalError,
): DynamicsError | undefined {
  const known = ERRORS[code] ?? (status === 401 ? SESSION : undefined)
  return (
    known && createError({ ...known, method, path: url, status, step: 4, dataverseCode: code, serviceMessage: message })
  )
}

interface Known {
  readonly code: DynamicsErrorCode
  readonly problem: string
  readonly fix: string
}

const SESSION: Known = {
  code: 'unauthorized',
  problem: 'the site does not accept the session of the visitor, or its anti-forgery token',
  fix: 'Load the page again, and sign in where that is needed; cookies have to be allowed.',
}

const PERMISSION: Known = {
  code: 'privilege',
  problem: 'no table permission of the visitor allows this',
  fix: 'In the design studio of the site open Security > Table permissions, and give a web role of the visitor a permission for this table with this privilege.',
}

/** https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors#error-codes */
const ERRORS: Readonly<Record<string, Known>> = {
  '90040100': {
    code: 'unknown-column',
    problem: 'the table has no such column',
    fix: 'Check the spelling: column names are lower case, and a lookup is written by its navigation property.',
  },
  '90040101': {
    code: 'forbidden',
    problem: 'the column is not enabled for the Web API of the site',
    fix: 'Add it to the site setting Webapi/<table>/fields, by logical names.',
  },
  '90040102': PERMISSION,
  '90040103': PERMISSION,
  '90040104': PERMISSION,
  '90040105': PERMISSION,
  '90040106': PERMISSION,
  '90040107': SESSION,
  '90040109': SESSION,
  '9004010C': {
    code: 'unknown-table',
    problem: 'the site has no such table in its Web API',
    fix: 'Check the name of the entity set, and set the site setting Webapi/<table>/enabled to true, by the logical name of the table.',
  },
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

function textOf(value: unknown, name: string): string {
  const member = memberOf(value, name)
  return typeof member === 'string' ? member : ''
}
