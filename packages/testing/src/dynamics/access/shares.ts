import { formatDateTime } from '../query/date-time.ts'
import type { Scan } from '../query/scan.ts'
import { teamsOf } from '../query/scan.ts'
import { stableId } from './stable-id.ts'
import type { Row } from '../store/row.ts'
import type { Store } from '../store/store.ts'

const table = 'principalobjectaccess'

/** The bit that the service adds to what a row has from the row it belongs to. */
const inheritedBit = 0x800_0000

/** Who a row is shared with. */
export interface Principal {
  readonly type: 'systemuser' | 'team' | 'organization'
  readonly id: string
}

/** One share of a row: own rights, and those it has from the row above. */
export interface Share {
  readonly principal: Principal
  readonly own: number
  readonly inherited: number
}

const rowsOf = (store: Store, objectId: string): Row[] =>
  store.table(table).size === 0 ? [] : store.table(table).where('objectid', objectId)

const numberIn = (row: Row, name: string): number => Number(row[name] ?? 0)

/** With whom a row is shared. */
export const sharesOf = (store: Store, objectId: string): Share[] =>
  rowsOf(store, objectId).map((row) => ({
    principal: { type: String(row['principaltypecode']) as Principal['type'], id: String(row['principalid']) }, // as written below
    own: numberIn(row, 'accessrightsmask'),
    inherited: numberIn(row, 'inheritedaccessrightsmask') & ~inheritedBit,
  }))

/** What is shared with the caller, directly, with one of their teams or with everybody. */
export function sharedMask(scan: Scan, objectId: string): number {
  const shares = rowsOf(scan.store, objectId)
  if (shares.length === 0) return 0
  const mine = new Set([scan.userId, ...teamsOf(scan)])
  let mask = 0
  for (const share of shares) {
    if (!mine.has(String(share['principalid'])) && share['principaltypecode'] !== 'organization') continue
    mask |= numberIn(share, 'accessrightsmask') | numberIn(share, 'inheritedaccessrightsmask')
  }
  return mask
}

interface Shared {
  readonly table: string
  readonly id: string
}

/** Puts rights in place of those a principal has on a row; without any, the share goes. */
export function setShare(
  { store, now }: Pick<Scan, 'store' | 'now'>,
  shared: Shared,
  principal: Principal,
  change: (before: Share) => { readonly own: number; readonly inherited: number },
): void {
  const found = rowsOf(store, shared.id).find((row) => row['principalid'] === principal.id)
  const before = {
    principal,
    own: found ? numberIn(found, 'accessrightsmask') : 0,
    inherited: found ? numberIn(found, 'inheritedaccessrightsmask') & ~inheritedBit : 0,
  }
  const { own, inherited } = change(before)
  const id = found ? String(found['principalobjectaccessid']) : stableId(`${shared.id}:${principal.id}`)
  store.table(table, 'principalobjectaccessid')
  if (own === 0 && inherited === 0) {
    if (found) store.remove(table, id)
    return
  }
  store.put(table, id, {
    principalobjectaccessid: id,
    objectid: shared.id,
    objecttypecode: shared.table,
    principalid: principal.id,
    principaltypecode: principal.type,
    accessrightsmask: own,
    inheritedaccessrightsmask: inherited === 0 ? 0 : inherited | inheritedBit,
    changedon: formatDateTime(now),
    versionnumber: store.nextVersion(),
  })
}

/** Forgets all shares of a row that goes. */
export function dropShares(store: Store, objectId: string): void {
  for (const row of rowsOf(store, objectId)) store.remove(table, String(row['principalobjectaccessid']))
}
