import { notModelled } from '../gaps.ts'
import type { Store } from '../store/store.ts'
import { createFiscalCalendar, type FiscalCalendar } from './fiscal-calendar.ts'
import { createTimeZone, type TimeZone, utcZone, zoneOfCode } from './time-zone.ts'

/** Which day it is for the caller, and which fiscal period for the organization. */
export interface Calendar {
  /** The caller's, from `usersettings`: UTC unless it says otherwise. */
  readonly zone: TimeZone
  /** The organization's. */
  readonly fiscal: FiscalCalendar
}

/** Reads the settings once something asks for them. */
export const createCalendar = (store: Store, userId: string, organizationId: string): Calendar =>
  new SettingsCalendar(store, userId, organizationId)

/** One for each request: a class, because accessors of an object of its own would keep all that it holds until the next full collection. */
class SettingsCalendar implements Calendar {
  readonly #store: Store
  readonly #userId: string
  readonly #organizationId: string
  #zone: TimeZone | undefined
  #fiscal: FiscalCalendar | undefined

  constructor(store: Store, userId: string, organizationId: string) {
    this.#store = store
    this.#userId = userId
    this.#organizationId = organizationId
  }

  get zone(): TimeZone {
    return (this.#zone ??= readZone(this.#store, this.#userId))
  }

  get fiscal(): FiscalCalendar {
    return (this.#fiscal ??= readFiscal(this.#store, this.#organizationId))
  }
}

const utcCode = 92

function readZone(store: Store, userId: string): TimeZone {
  const code = store.table('usersettings').get(userId)?.['timezonecode'] ?? utcCode
  if (code === utcCode) return utcZone
  const name = zoneOfCode(Number(code))
  if (name === undefined) throw notModelled('timeZone', String(code))
  return createTimeZone(name)
}

function readFiscal(store: Store, organizationId: string): FiscalCalendar {
  const row = store.table('organization').get(organizationId)
  const start = row?.['fiscalcalendarstart']
  const type = row?.['fiscalperiodtype']
  const calendar = createFiscalCalendar(
    typeof start === 'string' ? start : undefined,
    typeof type === 'number' ? type : undefined,
  )
  if (!calendar) throw notModelled('fiscalPeriods', String(type))
  return calendar
}
