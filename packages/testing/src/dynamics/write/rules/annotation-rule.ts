import { decodedLength } from '../../files/base64.ts'
import { requireDocument } from '../../files/document-limits.ts'
import type { TableRule } from './table-rule.ts'

/** A note knows what it is about and whether it holds a file. */
export const annotationRule: TableRule = {
  prepare(actor, { cells, before }) {
    const body = requireDocument(actor, 'documentbody', cells, before)
    cells['isdocument'] = typeof body === 'string'
    cells['filesize'] = typeof body === 'string' ? decodedLength(body) : null
    cells['objecttypecode'] = cells['_objectid_value@type'] ?? cells['objecttypecode'] ?? null
  },
}
