import type { Expression, FetchCondition, FetchFilterItem, FetchLinkEntity, FetchXml } from '../src/index.ts'

/**
 * A few rows, and what a query of either language finds among them. Written from the two languages' definitions and not
 * from the translation, which is judged by it. A filter is true or false: what compares a missing value is false, and
 * `ne` and the other negative operators are true where the positive one is not.
 */
export type Value = string | number | null
export type Row = Readonly<Record<string, Value>>
export type Database = Readonly<Record<string, readonly Row[]>>

/** Navigation properties: table they lead to, column there, column here. */
const NAVIGATION: Readonly<Record<string, readonly [table: string, there: string, here: string]>> = {
  primarycontactid: ['contact', 'contactid', 'primarycontactid'],
  parentcustomerid_account: ['account', 'accountid', 'parentcustomerid'],
  contact_customer_accounts: ['contact', 'parentcustomerid', 'accountid'],
  Contact_Tasks: ['task', 'regardingobjectid', 'contactid'],
}

type Variables = Readonly<Record<string, Row>>

/** Whether a row satisfies a `$filter`. */
export function satisfies(database: Database, row: Row, expression: Expression, variables: Variables = {}): boolean {
  const holds = (inner: Expression): boolean => satisfies(database, row, inner, variables)
  switch (expression.kind) {
    case 'and':
      return expression.operands.every((operand) => holds(operand))
    case 'or':
      return expression.operands.some((operand) => holds(operand))
    case 'not':
      return !holds(expression.operand)
    case 'comparison': {
      const [left, right] = [expression.left, expression.right].map((side) => read(database, row, side, variables))
      return compare(expression.operator, left ?? null, right ?? null)
    }
    case 'in': {
      const value = read(database, row, expression.left, variables)
      return expression.right.some((other) => compare('eq', value, read(database, row, other, variables)))
    }
    case 'call': {
      const [text, part] = expression.arguments.map((argument) => read(database, row, argument, variables))
      const [start, end] = { contains: ['%', '%'], startswith: ['', '%'], endswith: ['%', ''] }[expression.name] ?? []
      return matches(text ?? null, `${start}${part}${end}`)
    }
    case 'queryFunction': {
      const found = follow(database, row, expression.path, variables)
      const named = new Map(
        expression.arguments.map(({ name, value }) => [name, 'value' in value ? value.value : null]),
      )
      const value = found?.[String(named.get('PropertyName'))] ?? null
      const values = (named.get('PropertyValues') as readonly string[]).map(typed)
      return among(expression.name.slice('Microsoft.Dynamics.CRM.'.length), value, values)
    }
    case 'lambda': {
      const { path, variable = '', predicate } = expression
      const start = follow(database, row, path.slice(0, -1), variables)
      const [table = '', there = '', here = ''] = NAVIGATION[path.at(-1) ?? ''] ?? []
      const others = (database[table] ?? []).filter((other) => start && other[there] === start[here])
      const test = (other: Row): boolean =>
        !predicate || satisfies(database, row, predicate, { ...variables, [variable]: other })
      return expression.operator === 'any' ? others.some((other) => test(other)) : others.every((other) => test(other))
    }
    default:
      throw new Error(`${expression.kind} is not known here.`)
  }
}

function follow(database: Database, row: Row, path: readonly string[], variables: Variables): Row | undefined {
  const [first = ''] = path
  let found: Row | undefined = variables[first] ?? row
  for (const name of first in variables ? path.slice(1) : path) {
    const [table = '', there = '', here = ''] = NAVIGATION[name] ?? []
    const id: Value = found?.[here] ?? null
    found = id === null ? undefined : database[table]?.find((other) => other[there] === id)
  }
  return found
}

function read(database: Database, row: Row, expression: Expression, variables: Variables): Value {
  if (expression.kind === 'literal') {
    return expression.type === 'number' ? Number(expression.value) : (expression.value as Value)
  }
  if (expression.kind !== 'path') throw new Error(`${expression.kind} is not known here.`)
  const { segments } = expression
  const found = follow(database, row, segments.slice(0, -1), variables)
  return found?.[(segments.at(-1) ?? '').replace(/^_(.*)_value$/u, '$1')] ?? null
}

/** Ids of the rows that a FetchXML query finds. */
export function rowsOfFetch(database: Database, { entity }: FetchXml): readonly Value[] {
  const rows = database[entity.name] ?? []
  return rows.filter((row) => joins(database, row, {}, entity)).map((row) => row[`${entity.name}id`] ?? null)
}

type Aliases = Readonly<Record<string, Row | undefined>>
type Source = Pick<FetchLinkEntity, 'filters' | 'links'>

/** Whether a row, joined with its links, satisfies the filters of all of them. */
function joins(database: Database, row: Row, aliases: Aliases, { filters, links }: Source): boolean {
  return combinations(database, row, aliases, links).some((found) =>
    filters.every((filter) => item(database, row, found, filter)),
  )
}

/** Every way to choose a row of each link. */
function combinations(
  database: Database,
  row: Row,
  aliases: Aliases,
  links: readonly FetchLinkEntity[],
): readonly Aliases[] {
  return links.reduce<readonly Aliases[]>(
    (found, link) =>
      found.flatMap((known) => {
        const matching = related(database, row, link).flatMap((other) =>
          combinations(database, other, { ...known, [link.alias ?? link.name]: other }, link.links).filter((inner) =>
            link.filters.every((filter) => item(database, other, inner, filter)),
          ),
        )
        return matching.length > 0 || link.linkType !== 'outer' ? matching : [known]
      }),
    [aliases],
  )
}

function related(database: Database, row: Row, { name, from = '', to = '' }: FetchLinkEntity): readonly Row[] {
  const value = row[to] ?? null
  return value === null ? [] : (database[name] ?? []).filter((other) => other[from] === value)
}

function item(database: Database, row: Row, aliases: Aliases, node: FetchFilterItem): boolean {
  switch (node.kind) {
    case 'filter': {
      // A filter without conditions says nothing.
      const items = node.items.filter((inner) => says(inner))
      const holds = (inner: FetchFilterItem): boolean => item(database, row, aliases, inner)
      return node.type === 'or' && items.length > 0 ? items.some(holds) : items.every(holds)
    }
    case 'condition':
      return condition(row, aliases, node)
    case 'link-entity': {
      const found = related(database, row, node)
      const some = found.some((other) => joins(database, other, aliases, node))
      if (node.linkType === 'all') return found.length > 0 && !some
      return node.linkType === 'not any' ? !some : some
    }
  }
}

function says(node: FetchFilterItem): boolean {
  return node.kind !== 'filter' || node.items.some((inner) => says(inner))
}

function condition(row: Row, aliases: Aliases, node: FetchCondition): boolean {
  const column = (name: string): Value => {
    const [alias, attribute] = name.includes('.') ? name.split('.') : [undefined, name]
    return (alias === undefined ? row : aliases[alias])?.[attribute ?? ''] ?? null
  }
  const value = column(node.entityName === undefined ? node.attribute : `${node.entityName}.${node.attribute}`)
  const other = node.valueof === undefined ? typed(node.value ?? '') : column(node.valueof)
  const values = node.values.map(({ text }) => typed(text))
  const pattern = node.value ?? ''
  switch (node.operator) {
    case 'null':
      return value === null
    case 'not-null':
      return value !== null
    case 'eq':
    case 'ne':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return compare(node.operator, value, other)
    case 'neq':
      return compare('ne', value, other)
    case 'like':
    case 'not-like':
      return matches(value, pattern) === (node.operator === 'like')
    case 'begins-with':
    case 'not-begin-with':
      return matches(value, `${pattern}%`) === (node.operator === 'begins-with')
    case 'ends-with':
    case 'not-end-with':
      return matches(value, `%${pattern}`) === (node.operator === 'ends-with')
    case 'in':
      return among('In', value, values)
    case 'not-in':
      return among('NotIn', value, values)
    case 'between':
      return among('Between', value, values)
    case 'not-between':
      return among('NotBetween', value, values)
    default:
      throw new Error(`${node.operator} is not known here.`)
  }
}

function typed(text: string): Value {
  return /^\d+$/u.test(text) ? Number(text) : text
}

function among(name: string, value: Value, values: readonly Value[]): boolean {
  const [low = null, high = null] = values
  const isIn = value !== null && values.includes(value)
  const isBetween = compare('ge', value, low) && compare('le', value, high)
  return { In: isIn, NotIn: !isIn, Between: isBetween, NotBetween: !isBetween }[name] ?? false
}

function compare(operator: string, left: Value, right: Value): boolean {
  if (operator === 'eq') return left === right
  if (operator === 'ne') return left !== right
  if (left === null || right === null) return false
  return { gt: left > right, ge: left >= right, lt: left < right, le: left <= right }[operator] ?? false
}

/** `like` with `%`, `_` and sets. */
function matches(value: Value, pattern: string): boolean {
  const source = pattern.replace(/\[[^\]]*\]|[\s\S]/gu, (part) => {
    if (part === '%') return String.raw`[\s\S]*`
    if (part === '_') return String.raw`[\s\S]`
    const literal = part.length > 1 ? part.slice(1, -1) : part
    return literal.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)
  })
  return value !== null && new RegExp(`^${source}$`, 'u').test(String(value))
}
