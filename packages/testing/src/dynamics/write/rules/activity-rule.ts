import type { TableRule } from './table-rule.ts'

const minute = 60_000

/** An activity says of which type it is, and how long it is planned to take. */
export const activityRule = (tableName: string): TableRule => ({
  prepare(_actor, { cells }) {
    cells['activitytypecode'] = tableName
    const { scheduledstart: start, scheduledend: end } = cells
    cells['scheduleddurationminutes'] =
      typeof start === 'string' && typeof end === 'string'
        ? Math.max(0, Math.round((Date.parse(end) - Date.parse(start)) / minute))
        : null
    if (cells['sortdate'] === undefined) cells['sortdate'] = end ?? null
  },
})
