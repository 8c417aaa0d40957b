import { isDynamicsError } from '../errors/dynamics-error.ts'
import { createError } from '../errors/create-error.ts'
import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import type { NamedTable } from '../operation/named-table.ts'
import { signalOf } from '../operation/signal-of.ts'
import { withQuery } from '../operation/with-query.ts'
import { positive } from '../query/positive.ts'
import { annotations, exactOf, preferHeader, rowQuery } from '../query/query-request.ts'
import { MAX_PAGE_SIZE } from '../query/query-state.ts'
import type { OperationOptions } from '../query/query.ts'
import { createRowDecoder } from '../row/create-row-decoder.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { Row } from '../row/decode-row.ts'
import type { RawRow } from '../row/raw-row.ts'
import type { ValueOptions } from '../types/values.ts'
import { rowState } from '../write/row-options.ts'
import type { Change } from './changes.ts'
import { countPathOf, refuseOtherToken, tokenOfDeltaLink } from './change-token.ts'
import { knownOptions, OPERATION } from '../known-options.ts'

/** {@link ChangesOptions} without their types. */
export interface AnyChangesOptions extends OperationOptions {
  readonly select?: readonly string[]
  readonly formatted?: readonly string[]
  readonly values?: ValueOptions
  readonly token?: string | undefined
  readonly resync?: 'full' | undefined
  readonly pageSize?: number | undefined
}

export type AnyChange = Change<Row, { readonly resync: 'full' }>

/** Reads what was asked for. */
export interface ChangesReader {
  /** All changes; returns the token of the next run. */
  changes(): AsyncGenerator<AnyChange, string>
  /** How many there are since the token. */
  count(options?: OperationOptions): Promise<number>
}

/** @throws TypeError for a token of another table or of other columns. */
export function changesReader(send: Send, { entitySet, table }: NamedTable, options: AnyChangesOptions): ChangesReader {
  knownOptions('changes', options, {
    select: 1,
    formatted: 1,
    values: 1,
    token: 1,
    resync: 1,
    pageSize: 1,
    ...OPERATION,
  })
  const { token: from, resync, pageSize } = options
  const state = rowState(table, options)
  const preferences = {
    ...annotations(state),
    ...(pageSize !== undefined && { maxPageSize: positive('pageSize', pageSize, MAX_PAGE_SIZE) }),
  }
  const all: ServiceRequest = {
    method: 'GET',
    path: withQuery(entitySet, rowQuery(state)),
    headers: preferHeader({ ...preferences, trackChanges: true }),
    ...exactOf(state),
    ...signalOf(options),
  }
  if (from !== undefined) refuseOtherToken(from, all.path)
  const since: ServiceRequest | undefined =
    from === undefined ? undefined : { ...all, path: from, headers: preferHeader(preferences) }

  async function* changes(): AsyncGenerator<AnyChange, string> {
    const decode = createRowDecoder(state)
    let page = await firstPage(send, since ?? all, since !== undefined)
    if (page === 'expired') {
      if (resync !== 'full') throw expired(since ?? all)
      yield { kind: 'resync' }
      page = await readPage(send, all)
    }
    for (;;) {
      for (const raw of page.value) yield changeOf(raw, (row) => decode(row, []))
      if (page.nextLink === undefined) break
      // Pages come one after another: each link is in the page before.
      page = await readPage(send, { ...page.request, path: page.nextLink })
    }
    if (page.deltaLink === undefined) throw unreadable(page.request, 200, 'the answer has no delta link')
    return tokenOfDeltaLink(page.deltaLink)
  }

  return {
    changes,
    async count(given: OperationOptions = {}) {
      if (from === undefined) throw new TypeError('count tells the changes since a token, and there is none.')
      const { body } = await send({ method: 'GET', path: countPathOf(from), ...signalOf({ ...options, ...given }) })
      return Number(String(body).replace(/^\uFEFF/, ''))
    },
  }
}

interface ChangesPage {
  readonly request: ServiceRequest
  readonly value: readonly RawRow[]
  readonly nextLink: string | undefined
  readonly deltaLink: string | undefined
  /** Whether these are changes, and not all rows. */
  readonly isDelta: boolean
}

/** Code of the service for a version that it does not remember. */
const EXPIRED_VERSION = '0x80044352'

/** The first page, or `expired`: the service says so, or answers all rows as if it had not been asked for changes (30). */
async function firstPage(send: Send, request: ServiceRequest, hasToken: boolean): Promise<ChangesPage | 'expired'> {
  try {
    const page = await readPage(send, request)
    return hasToken && !page.isDelta ? 'expired' : page
  } catch (error) {
    if (hasToken && isDynamicsError(error) && error.dataverseCode === EXPIRED_VERSION) return 'expired'
    throw error
  }
}

async function readPage(send: Send, request: ServiceRequest): Promise<ChangesPage> {
  const { body, status } = await send(request)
  if (!isRawRow(body) || !Array.isArray(body['value'])) {
    throw unreadable(request, status, 'the answer is JSON but not a collection of rows (no "value" array)')
  }
  const context = body['@odata.context']
  return {
    request,
    value: body['value'].filter(isRawRow),
    nextLink: textOf(body['@odata.nextLink']),
    deltaLink: textOf(body['@odata.deltaLink']),
    isDelta: typeof context === 'string' && context.endsWith('/$delta'),
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** `{ "@odata.context": "…#accounts/$deletedEntity", "id": "…", "reason": "deleted" }` (30) */
function changeOf(raw: RawRow, decode: (raw: RawRow) => Row): AnyChange {
  const context = raw['@odata.context']
  if (typeof context !== 'string' || !context.endsWith('/$deletedEntity')) return { kind: 'changed', row: decode(raw) }
  const id = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/i.exec(String(raw['id']))?.[0]
  return { kind: 'deleted', id: id?.toLowerCase() ?? String(raw['id']) }
}

function expired({ method, path }: ServiceRequest) {
  return createError({
    code: 'changes-expired',
    problem: 'the service does not remember changes back to the token',
    method,
    path,
    step: 4,
    fix: "Read all rows again: without a token, or with resync: 'full'. Run more often than the environment forgets (organization.expirechangetrackingindays).",
  })
}
