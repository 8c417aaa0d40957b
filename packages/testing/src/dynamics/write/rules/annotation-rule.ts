import { decodedLength } from '../../files/base64.ts'
import type { TableRule } from './table-rule.ts'

/** A note knows what it is about and whether it holds a file. */
export const annotationRule: TableRule = {
  prepare(_actor, { cells }) {
    const body = cells['documentbody']
    cells['isdocument'] = typeof body === 'string'
    cells['filesize'] = typeof body === 'string' ? decodedLength(body) : null
    cells['objecttypecode'] = cells['_objectid_value@type'] ?? cells['objecttypecode'] ?? null
  },
}
