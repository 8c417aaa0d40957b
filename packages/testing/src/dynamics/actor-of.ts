import { type Access, accessOf, intersection } from './access/access.ts'
import type { Actor, Caller } from './exchange.ts'
import type { Organization } from './organization.ts'
import { createCalendar } from './query/calendar.ts'

/** A caller at work, with what their roles allow now. */
export const actorOf = (organization: Organization, caller: Caller): Actor =>
  actorWith(organization, caller, effectiveAccess(organization, caller))

/** A caller at work who may do what `access` says. */
export function actorWith(organization: Organization, caller: Caller, access: Access): Actor {
  return {
    organization,
    caller,
    scan: {
      schema: organization.schema,
      store: organization.store,
      now: organization.world.clock.now(),
      access,
      userId: caller.userId,
      businessUnitId: caller.businessUnitId,
      languageCode: 1033,
      calendar: createCalendar(organization.store, caller.userId, organization.id),
    },
  }
}

/**
 * Who acts for another may do what both may. A user who was given no role at all is taken to have those of the caller:
 * tests make such users to see who a row was created by.
 */
function effectiveAccess({ store }: Organization, caller: Caller): Access {
  const own = accessOf(store, caller.userId)
  if (caller.actualUserId === caller.userId) return own
  const actual = accessOf(store, caller.actualUserId)
  return own.roleCount === 0 ? actual : intersection(own, actual)
}
