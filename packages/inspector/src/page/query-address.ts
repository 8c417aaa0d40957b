import type { TableName } from './schema.ts'

/**
 * The address behind `/api/data/v9.2/` of what somebody typed: `accounts?$top=3`, a whole URL, or FetchXML, which is sent in
 * `fetchXml` to the entity set of its table.
 *
 * @throws {Error} When the FetchXML names no table that there is.
 */
export function addressOf(typed: string, tables: readonly TableName[]): string {
  const text = typed.trim()
  if (!text.startsWith('<')) {
    return text
      .replaceAll(/\s*\n\s*/g, '')
      .replace(/^https?:\/\/[^/]+(?=\/)/, '')
      .replace(/^\/api\/data\/v9\.\d\//, '')
  }
  const name = /<entity\b[^>]*?\bname\s*=\s*["']([^"']+)/.exec(text)?.[1]
  const table = tables.find((one) => one.logicalName === name)
  if (!table) throw new Error(name === undefined ? 'FetchXML needs <entity name="…">.' : `There is no table ${name}.`)
  return `${table.entitySetName}?fetchXml=${encodeURIComponent(text)}`
}
