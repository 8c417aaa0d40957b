type Members = Readonly<Record<string, unknown>>

/**
 * What an outcome says otherwise than the documented answer: values that are not the documented ones, rows that are missing.
 * Written without the package's own decoders.
 */
export function differences(outcome: unknown, body: string): readonly string[] {
  const documented = JSON.parse(body) as Members
  const rows = rowsOf(outcome)
  if (rows !== undefined && Array.isArray(documented['value'])) return rowDifferences(rows, documented['value'])
  if (isRow(outcome)) return memberDifferences('row' in outcome ? (outcome['row'] as Members) : outcome, documented)
  return Object.values(documented).includes(outcome) ? [] : [`${String(outcome)} is not documented`]
}

function rowsOf(outcome: unknown): readonly Members[] | undefined {
  if (Array.isArray(outcome)) return outcome as readonly Members[]
  return isRow(outcome) && Array.isArray(outcome['rows']) ? (outcome['rows'] as readonly Members[]) : undefined
}

function rowDifferences(rows: readonly Members[], documented: readonly unknown[]): readonly string[] {
  const count = rows.length === documented.length ? [] : [`${rows.length} rows, not ${documented.length}`]
  return [...count, ...rows.flatMap((row, index) => memberDifferences(row, documented[index] as Members))]
}

/** Names that `whoAmI` says otherwise. */
const RENAMED: Readonly<Record<string, string>> = {
  userId: 'UserId',
  businessUnitId: 'BusinessUnitId',
  organizationId: 'OrganizationId',
}

function memberDifferences(row: Members, documented: Members): readonly string[] {
  const names = Object.keys(row)
  if (names.length === 0) return ['a row without columns']
  return names.flatMap((name) => {
    const value = row[name]
    if (name === 'formatted') return textDifferences(value as Members, documented)
    const there = documented[RENAMED[name] ?? name]
    if (Array.isArray(value) && Array.isArray(there)) {
      return value.every((item) => isRow(item)) ? rowDifferences(value, there) : unequal(name, value, there)
    }
    if (isRow(value) && isRow(there)) return memberDifferences(value, there)
    if (isRow(value)) return unequal(name, value['id'], documented[`_${name}_value`])
    return unequal(name, value, there ?? documented[`_${name}_value`] ?? null)
  })
}

function textDifferences(texts: Members, documented: Members): readonly string[] {
  const at = (name: string) => documented[`${name}@OData.Community.Display.V1.FormattedValue`]
  return Object.entries(texts).flatMap(([name, text]) =>
    unequal(`formatted ${name}`, text, at(name) ?? at(`_${name}_value`) ?? null),
  )
}

function unequal(name: string, value: unknown, documented: unknown): readonly string[] {
  const [one, other] = [JSON.stringify(value), JSON.stringify(documented)]
  return one === other ? [] : [`${name}: ${one} in place of ${other}`]
}

function isRow(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
