import { isODataSyntaxError, parsePath, parsePrefer } from '@dynamics-kit/odata'
import { ColumnFault } from '../access/column-security.ts'
import { AccessFault } from '../access/require-access.ts'
import { callerOfUser } from '../door/admit.ts'
import type { Exchange } from '../exchange.ts'
import { Fault } from '../fault.ts'
import { forkOrganization, type Organization } from '../organization.ts'
import { fold } from '../query/text-collation.ts'
import { bodyOfText } from '../routes/request-body.ts'
import { type Resource, resolveResource } from '../routes/resource.ts'
import { tableOf } from '../routes/set-handlers.ts'
import { syntaxFault } from '../routes/syntax-fault.ts'
import { answerOrThrow, createExchange } from '../routes/web-api.ts'
import { maximumUrl, webApiAddress, type WebApiRequest } from '../routes/web-api-request.ts'
import type { Row } from '../store/row.ts'
import { knownNames } from '../../world/known-names.ts'
import { findRow, readRowKey } from '../write/row-key.ts'
import { explainedPrivilege, nameOf, roleNames } from './access-reasons.ts'
import { type AskedParts, type AskedRequest, askedParts } from './asked-request.ts'
import { explainedColumn, hiddenColumns } from './column-reasons.ts'
import { absentRow, explainQuery } from './explain-query.ts'
import { requireOwnAddress } from './own-address.ts'
import {
  type ExplainedCaller,
  type ExplainedColumn,
  type ExplainedRefusal,
  type ExplainedRow,
  type ExplainedStep,
  type Explanation,
  printExplanation,
} from './explanation.ts'

/** Which row is asked about, and on whose behalf. */
export interface ExplainOptions {
  /**
   * A row that should be in the answer, or should not: what stands in the brackets of its URL, such as its id or
   * `accountnumber='A-1'`.
   */
  readonly row?: string
  /**
   * Who asks: a person or an app of the fake, or their name (`'ada'`), `systemuserid`, client id, object id or user principal name. Default: who sent
   * the request, where an entry of `fake.requests` is explained, otherwise the administrator app.
   */
  readonly as?: string | { readonly clientId: string } | { readonly id: string }
  /** What a write carries. */
  readonly body?: unknown
}

/** Where it is asked, and who asks where nobody is named. */
export interface ExplainedAt {
  /** `https://contoso.crm.dynamics.com` */
  readonly base: string
  /** Client id. */
  readonly administrator: string
}

/**
 * Says how an environment comes to the answer of a request. Nothing changes: it all happens in a fork, without the user's code.
 *
 * @throws TypeError for what is no request of the Web API of this environment, and for a row that is none of the query's table
 */
export function explainRequest(
  organization: Organization,
  asked: AskedRequest,
  options: ExplainOptions,
  { base, administrator }: ExplainedAt,
): Explanation {
  knownNames('explain', options, { row: 1, as: 1, body: 1 })
  const { row, as, body } = options
  if (row !== undefined && typeof row !== 'string')
    throw new TypeError('explain: row: takes what stands in the brackets of its URL, as text')
  if (as !== undefined && typeof as !== 'string' && idOf(as) === undefined)
    throw new TypeError('explain: as: takes what `fake.addUser` or `fake.addApp` returns, or an id, as text')
  const parts = askedParts(asked, base, organization.schema)
  requireOwnAddress(organization, parts.url, base)
  const address = webApiAddress(parts.url.pathname)
  if (address === undefined || address === 'root')
    throw new TypeError(`explain: ${parts.url.href} is no address of the Web API.`)
  if (/^\$batch\b/.test(address.path)) throw new TypeError('explain: explain the operations of a batch one by one.')
  const custom = organization.customApis.find(({ uniqueName }) =>
    new RegExp(`(?:^|[/.])${uniqueName}(?:\\(|$)`).test(address.path),
  )
  if (custom)
    throw new TypeError(`explain: '${custom.uniqueName}' is code of yours, which is not run for an explanation.`)
  const fork: Organization = { ...forkOrganization(organization, organization.world), plugins: [] }
  const request: WebApiRequest = {
    method: parts.method,
    headers: parts.headers,
    url: parts.url,
    base,
    address,
    body: bodyOfText(textOf(body ?? parts.body)),
    maximumUrl,
  }
  const who = as ?? parts.caller ?? administrator
  const user = userOf(fork, typeof who === 'string' ? who : (idOf(who) ?? ''))
  const all = {
    request: `${parts.method} ${toldAddress(parts)}`,
    caller: explainedCaller(fork, user, who),
    steps: [],
    columns: [],
    notes: organization.plugins.length > 0 && parts.method !== 'GET' ? ['plug-ins are not run for an explanation'] : [],
    ...explainAnswer(fork, user, request, row),
  }
  return { ...all, toString: () => printExplanation(all) }
}

const idOf = (who: Exclude<ExplainOptions['as'], string | undefined>): string | undefined =>
  'clientId' in Object(who) ? Object(who).clientId : Object(who).id

const textOf = (body: unknown): string =>
  body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)

/** The address as a person reads it. */
function toldAddress({ url }: AskedParts): string {
  const below = url.pathname.replace(/^\/api\/data\/v[\d.]+\//, '') + url.search.replaceAll('+', '%20')
  try {
    return decodeURIComponent(below)
  } catch {
    return below
  }
}

function userOf({ store }: Organization, who: string): Row | undefined {
  const users = store.table('systemuser')
  const id = who.toLowerCase()
  return (
    users.get(id) ??
    users.where('applicationid', id)[0] ??
    users.where('azureactivedirectoryobjectid', id)[0] ??
    users.rows().find(({ domainname }) => typeof domainname === 'string' && fold(domainname) === fold(who))
  )
}

function explainedCaller({ store }: Organization, user: Row | undefined, who: unknown): ExplainedCaller {
  if (!user) return { name: typeof who === 'string' ? who : JSON.stringify(who), roles: [] }
  const id = String(user['systemuserid'])
  return { id, name: nameOf(store, 'systemuser', id), roles: roleNames(store, id) }
}

/** What of an explanation comes from the answer. */
interface ExplainedAnswer {
  readonly status: number
  readonly steps?: readonly ExplainedStep[]
  readonly refusal?: ExplainedRefusal
  readonly row?: ExplainedRow
  readonly columns?: readonly ExplainedColumn[]
}

function explainAnswer(
  organization: Organization,
  user: Row | undefined,
  request: WebApiRequest,
  row: string | undefined,
): ExplainedAnswer {
  if (!user) return { status: 403, refusal: { status: 403, code: '0x80072560', message: nobody } }
  let exchange: Exchange | undefined
  try {
    const preferences = parsePrefer(request.headers.get('prefer') ?? '')
    const caller = callerOfUser(organization, user, request.headers)
    exchange = createExchange(organization, caller, request, preferences)
    const { status } = answerOrThrow(organization, caller, request, preferences)
    return { status, ...explainFound(exchange, request, row), columns: explainHidden(exchange, request) }
  } catch (error) {
    const fault = isODataSyntaxError(error) ? syntaxFault(error) : error
    if (!(fault instanceof Fault)) throw error
    const { status, code, message } = fault
    const privilege = exchange && fault instanceof AccessFault ? explainedPrivilege(exchange.scan, fault) : undefined
    const column = exchange && fault instanceof ColumnFault ? refusedColumn(exchange, fault) : undefined
    const missing = exchange && status === 404 ? missingRow(exchange, request) : undefined
    return {
      status,
      refusal: { status, code, message, ...(privilege ? { privilege } : {}), ...(column ? { column } : {}) },
      ...(missing ? { row: missing } : {}),
    }
  }
}

const nobody =
  'Nobody like this is a user of the environment: `fake.addApp` and `fake.addUser` make users, with their `roles`.'

function resourceOf(exchange: Exchange, { address, url }: WebApiRequest): Resource {
  const options = exchange.organization.plans.options(url.search)
  return resolveResource(exchange, parsePath(address.path), options.aliases ?? {})
}

/** How the rows of a read were found. @throws TypeError for a row that is asked for where none are looked for */
function explainFound(
  exchange: Exchange,
  request: WebApiRequest,
  row: string | undefined,
): Pick<ExplainedAnswer, 'steps' | 'row'> {
  const options = exchange.organization.plans.options(request.url.search)
  const resource = exchange.method === 'GET' ? resourceOf(exchange, request) : undefined
  const isOfChanges = exchange.preferences.trackChanges === true || options.deltatoken !== undefined
  const isCount = resource?.kind === 'count'
  const collection = resource?.kind === 'count' ? resource.of : resource
  if ((collection?.kind === 'set' || collection?.kind === 'members') && !isOfChanges) {
    return explainQuery(exchange, collection, options, { isCount, row })
  }
  if (row === undefined) return {}
  throw new TypeError('explain: row: only a query of a table or of a collection looks for rows.')
}

const refusedColumn = ({ scan }: Exchange, { refused }: ColumnFault): ExplainedColumn =>
  explainedColumn(scan, refused.table, refused.column, refused.permission)

/** What column security takes out of the rows of a read. */
function explainHidden(exchange: Exchange, request: WebApiRequest): readonly ExplainedColumn[] {
  if (exchange.method !== 'GET') return []
  const resource = resourceOf(exchange, request)
  const { kind } = resource
  if (kind === 'set' || kind === 'members') return hiddenColumns(exchange.scan, tableOf(resource), undefined)
  if (kind === 'property') return hiddenColumns(exchange.scan, resource.table, resource.row)
  if (kind !== 'row') return []
  return hiddenColumns(exchange.scan, resource.table, findRow(exchange.scan, resource.table, resource.key)?.row)
}

/** The row of an address, where it is not there. */
function missingRow(exchange: Exchange, request: WebApiRequest): ExplainedRow | undefined {
  const [first] = parsePath(request.address.path)
  const table = exchange.scan.schema.bySet(first?.name ?? '')
  if (!table || !first?.arguments) return undefined
  const key = readRowKey(table, first.arguments)
  return findRow(exchange.scan, table, key) ? undefined : absentRow(table, key, exchange.scan)
}
