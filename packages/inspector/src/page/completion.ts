import type { Language } from './api.ts'
import type { TableFacts, TableName } from './schema.ts'

/** What the text from `from` to the caret may become. */
export interface Completion {
  readonly from: number
  readonly options: readonly Option[]
}

interface Option {
  /** What is written. */
  readonly text: string
  /** What it is, for a person. */
  readonly detail: string
}

/** What completing needs to know. */
export interface Known {
  readonly tables: readonly TableName[]
  readonly language: Language
  /** By logical name. */
  table(logicalName: string): Promise<TableFacts | undefined>
}

const none: Completion = { from: 0, options: [] }

/** Words that fit at the caret, in an OData address or FetchXML. */
export async function complete(text: string, caret: number, known: Known): Promise<Completion> {
  const before = text.slice(0, caret)
  const completion = text.trimStart().startsWith('<')
    ? await completeFetchXml(before, known)
    : await completeAddress(before, known)
  const typed = before.slice(completion.from).toLowerCase()
  const rank = ({ text: option }: Option): number => option.toLowerCase().indexOf(typed)
  return {
    from: completion.from,
    // What begins as it was typed comes first; the order is kept otherwise.
    options: completion.options
      .filter((option) => rank(option) >= 0 && option.text.toLowerCase() !== typed)
      .toSorted((left, right) => Number(rank(left) > 0) - Number(rank(right) > 0)),
  }
}

const queryOptions = [
  '$select=',
  '$filter=',
  '$expand=',
  '$orderby=',
  '$top=',
  '$count=true',
  '$apply=',
  'fetchXml=',
  'savedQuery=',
]

const functions = [
  'contains(',
  'startswith(',
  'endswith(',
  'not ',
  'and ',
  'or ',
  'eq ',
  'ne ',
  'gt ',
  'ge ',
  'lt ',
  'le ',
  'null',
]

async function completeAddress(before: string, known: Known): Promise<Completion> {
  const mark = before.indexOf('?')
  if (mark < 0) {
    const options = known.tables.map((table) => ({ text: table.entitySetName, detail: table.label }))
    return { from: before.lastIndexOf('/') + 1, options }
  }
  const set = before.slice(0, mark).split(/[/(]/)[0] ?? ''
  const outer = known.tables.find((table) => table.entitySetName === set)
  const option = before.slice(Math.max(mark, before.lastIndexOf('&')) + 1)
  const start = before.length - option.length
  if (!option.includes('=')) return { from: start, options: words(queryOptions, 'query option') }
  const facts = outer && (await known.table(outer.logicalName))
  if (!facts) return none
  const scope = await scopeOf(option, facts, known)
  return { from: wordStart(before), options: optionsIn(scope, known.language) }
}

/** Where the caret is within an option: whose columns, and after what. */
interface Scope {
  readonly name: string
  readonly table: TableFacts
}

/** Follows `$expand=primarycontactid($expand=parentcustomerid_account($select=` to the table whose columns are meant. */
async function scopeOf(option: string, outer: TableFacts, known: Known): Promise<Scope> {
  const open: { readonly navigation: string; readonly from: number }[] = []
  for (const { 0: sign, index } of option.matchAll(/[()]/g)) {
    if (sign === ')') open.pop()
    else open.push({ navigation: /\w*$/.exec(option.slice(0, index))?.[0] ?? '', from: index + 1 })
  }
  let table = outer
  let from = 0
  for (const { navigation, from: inside } of open) {
    const found = [...table.lookups, ...table.collections].find(({ name }) => name === navigation)
    // Each leads to the next.
    // oxlint-disable-next-line no-await-in-loop
    const target = found && (await known.table(found.target))
    // The bracket of a function or a group.
    if (!target) continue
    table = target
    from = inside
  }
  const inner = option.slice(from).split(';').at(-1) ?? ''
  return { name: inner.includes('=') ? inner.slice(0, inner.indexOf('=')) : '', table }
}

function optionsIn({ name, table }: Scope, language: Language): readonly Option[] {
  switch (name) {
    case '':
      return words(['$select=', '$filter=', '$orderby=', '$top=', '$expand='], 'query option')
    case '$select':
      return columnsOf(table)
    case '$orderby':
      return [...columnsOf(table), ...words(['asc', 'desc'], 'direction')]
    case '$expand':
      return [
        ...table.lookups.map((one) => ({ text: one.name, detail: `row of ${one.target}` })),
        ...table.collections.map((one) => ({ text: one.name, detail: `rows of ${one.target}` })),
      ]
    case '$filter':
      return [
        ...columnsOf(table),
        ...table.lookups.map((one) => ({ text: `${one.name}/`, detail: `row of ${one.target}` })),
        ...words(functions, 'OData'),
        ...words(language.functions, 'query function'),
      ]
    case '$apply':
      return [...words(['groupby((', 'aggregate(', 'filter('], 'transformation'), ...columnsOf(table)]
    default:
      return []
  }
}

const elements = [
  'fetch',
  'entity',
  'attribute',
  'all-attributes',
  'order',
  'filter',
  'condition',
  'value',
  'link-entity',
]

const attributes: Readonly<Record<string, readonly string[]>> = {
  fetch: ['top', 'count', 'page', 'paging-cookie', 'returntotalrecordcount', 'aggregate', 'distinct', 'useraworderby'],
  entity: ['name'],
  attribute: ['name', 'alias', 'aggregate', 'groupby', 'dategrouping', 'distinct'],
  order: ['attribute', 'alias', 'descending', 'entityname'],
  filter: ['type'],
  condition: ['attribute', 'operator', 'value', 'valueof', 'entityname'],
  'link-entity': ['name', 'from', 'to', 'alias', 'link-type', 'intersect', 'visible'],
}

const linkTypes = ['inner', 'outer', 'any', 'not any', 'all', 'not all', 'exists', 'in', 'matchfirstrowusingcrossapply']

async function completeFetchXml(before: string, known: Known): Promise<Completion> {
  const tag = /<([\w-]*)((?:\s+[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)(\s*)([\w-]*)(?:\s*=\s*["']([^"']*))?$/.exec(before)
  if (!tag) return none
  const [, element = '', written = '', space = '', attribute = '', value] = tag
  if (value !== undefined)
    return { from: before.length - value.length, options: await valuesOf(element, attribute, before, known) }
  if (space === '' && written === '')
    return { from: before.length - element.length, options: words(elements, 'element') }
  return {
    from: before.length - attribute.length,
    options: words(attributes[element] ?? [], 'attribute').map(withQuotes),
  }
}

const withQuotes = ({ text, detail }: Option): Option => ({ text: `${text}="`, detail })

async function valuesOf(element: string, attribute: string, before: string, known: Known): Promise<readonly Option[]> {
  if (attribute === 'operator') return words(known.language.operators, 'operator')
  if (attribute === 'link-type') return words(linkTypes, 'link type')
  if (attribute === 'aggregate' && element === 'attribute')
    return words(['count', 'countcolumn', 'sum', 'avg', 'min', 'max'], 'aggregate')
  if (attribute === 'type') return words(['and', 'or'], 'filter')
  if (['descending', 'groupby', 'distinct', 'aggregate', 'useraworderby'].includes(attribute))
    return words(['true', 'false'], 'boolean')
  if (attribute === 'name' && (element === 'entity' || element === 'link-entity'))
    return known.tables.map((table) => ({ text: table.logicalName, detail: table.label }))
  const names = ['name', 'attribute', 'to', 'from', 'valueof']
  if (!names.includes(attribute)) return []
  const table = tableAt(before, element, attribute)
  const facts = table === undefined ? undefined : await known.table(table)
  return facts ? facts.columns.map((column) => ({ text: column.logicalName, detail: column.label })) : []
}

/** The table whose columns are meant: of the innermost element that is open. */
function tableAt(before: string, element: string, attribute: string): string | undefined {
  const open: string[] = []
  for (const [, closing, name = '', inside = '', closed] of before.matchAll(
    /<(\/?)(entity|link-entity)\b([^<>]*?)(\/?)(?:>|$)/g,
  )) {
    if (closing === '/') open.pop()
    else if (closed !== '/') open.push(/\bname\s*=\s*["']([^"']*)/.exec(inside)?.[1] ?? name)
  }
  // `to` of a link is a column of the table around it.
  return element === 'link-entity' && attribute === 'to' ? open.at(-2) : open.at(-1)
}

function columnsOf(table: TableFacts): readonly Option[] {
  return table.columns.map(({ property, label, type }) => ({ text: property, detail: `${label}, ${type}` }))
}

function words(texts: readonly string[], detail: string): readonly Option[] {
  return texts.map((text) => ({ text, detail }))
}

/** Where the name at the end begins. */
function wordStart(before: string): number {
  return before.length - (/[\w.$]*$/.exec(before)?.[0].length ?? 0)
}
