import { formatDateTime } from '../../query/date-time.ts'
import { followActivity } from './attachment-rule.ts'
import type { TableRule } from './table-rule.ts'

const minute = 60_000

/** `statecode` of activities. */
const [completed, canceled] = [1, 2]

/** An activity says of which type it is, and how long it is planned to take. */
export const activityRule = (tableName: string): TableRule => ({
  prepare({ scan }, { cells, before }) {
    cells['activitytypecode'] = tableName
    const { scheduledstart: start, scheduledend: end } = cells
    cells['scheduleddurationminutes'] =
      typeof start === 'string' && typeof end === 'string'
        ? Math.max(0, Math.round((Date.parse(end) - Date.parse(start)) / minute))
        : null
    // It ends when it is completed or canceled, where nobody says otherwise.
    const isOver = cells['statecode'] === completed || cells['statecode'] === canceled
    if (isOver && before?.['statecode'] !== cells['statecode']) cells['actualend'] ??= formatDateTime(scan.now)
    if (cells['sortdate'] === undefined) cells['sortdate'] = end ?? null
  },
  updated: followActivity,
})
