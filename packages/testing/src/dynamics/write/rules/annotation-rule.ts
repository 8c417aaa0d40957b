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

/** Bytes that base64 text stands for. */
function decodedLength(base64: string): number {
  const padding = /={0,2}$/.exec(base64)?.[0].length ?? 0
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding)
}
