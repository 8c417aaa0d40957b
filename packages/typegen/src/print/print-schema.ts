import type { PlanContext } from '../plan/plan-context.ts'
import type { ColumnPlan, LookupTarget, TablePlan } from '../plan/table-plan.ts'
import { compareNames } from '../names/compare-names.ts'
import { FILE_HEADER } from './file-header.ts'
import { importOf } from './imports.ts'
import { optionMembers, sharedName, type SharedChoices } from './print-column-type.ts'
import { memberName, nameList, objectOf, quoted, roomAfter } from './source-text.ts'

/** `schema.ts`: what programs know of the tables when they run. */
export function printSchema(
  context: PlanContext,
  tables: readonly TablePlan[],
  references: ReadonlyMap<string, string>,
  shared: SharedChoices,
  extension: string,
): string {
  const choices = new Set<string>()
  const blocks = tables.map((table) => printFacts(context, table, shared, choices)).join('')
  const outside =
    references.size === 0
      ? ''
      : `  ${objectOf(
          [...references].map(([table, entitySet]) => `${memberName(table)}: ${quoted(entitySet)}`),
          '  ',
          roomAfter('  '),
        )},\n`
  return [
    FILE_HEADER,
    `import { defineSchema } from '@dynamics-kit/odata'\nimport type { Schema } from '@dynamics-kit/odata'\n`,
    importOf('import', choices, `./choices${extension}`),
    '\n/** The tables that a program imports; the file of each adds its own. */\nexport interface Tables {}\n\n',
    `export const schema: Schema<Tables> = defineSchema<Tables>(\n  {\n${blocks}  },\n${outside})\n`,
  ].join('')
}

function printFacts(context: PlanContext, table: TablePlan, shared: SharedChoices, choices: Set<string>): string {
  const one = table.navigation.filter(({ cardinality, ofLookup }) => cardinality === 'one' && !ofLookup)
  const many = table.navigation.filter(({ cardinality }) => cardinality === 'many')
  return [
    `    ${memberName(table.logicalName)}: {\n`,
    `      entitySet: ${quoted(table.entitySet)},\n      key: ${quoted(table.key)},\n`,
    table.keys.length === 0
      ? ''
      : `      alternateKeys: [${table.keys.map(({ columns }) => quoted(columns.join(' '))).join(', ')}],\n`,
    `      columns: {\n${printColumns(context, table.columns, shared, choices)}      },\n`,
    relations('one', one),
    relations('many', many),
    '    },\n',
  ].join('')
}

function relations(name: string, navigation: TablePlan['navigation']): string {
  if (navigation.length === 0) return ''
  const members = navigation.map((property) => `${memberName(property.name)}: ${quoted(property.target)}`)
  return member(`      ${name}: `, members)
}

function printColumns(
  context: PlanContext,
  columns: readonly ColumnPlan[],
  shared: SharedChoices,
  choices: Set<string>,
): string {
  const simple = new Map<string, string[]>()
  const options = { choice: [] as string[], choices: [] as string[] }
  const lookups: string[] = []
  for (const column of columns) {
    const name = memberName(column.name)
    if (column.kind === 'key') continue
    if (column.targets) {
      lookups.push(`${name}: ${nameList(targetNames(column.name, column.targets), '          ')}`)
    } else if (column.choice && (column.kind === 'choice' || column.kind === 'choices')) {
      const constant = sharedName(column.choice, shared)
      if (constant !== undefined) choices.add(constant)
      const start = `          ${name}: `
      options[column.kind].push(
        `${name}: ${constant ?? objectOf(optionMembers(context, column.choice), '          ', roomAfter(start))}`,
      )
    } else {
      const names = simple.get(column.kind)
      if (names) names.push(column.name)
      else simple.set(column.kind, [column.name])
    }
  }
  return [
    ...[...simple]
      .toSorted(([one], [other]) => compareNames(one, other))
      .map(([kind, names]) => `        ${kind}: ${nameList(names, '        ')},\n`),
    eachOnItsLine('choice', options.choice),
    eachOnItsLine('choices', options.choices),
    lookups.length === 0 ? '' : member('        lookup: ', lookups),
  ].join('')
}

/** `account contact:customerid_contact`: the navigation property is said where it is not the expected one. */
function targetNames(lookup: string, targets: readonly LookupTarget[]): readonly string[] {
  return targets.map(({ table, property }) => {
    const expected = targets.length === 1 ? lookup : `${lookup}_${table}`
    return property === expected ? table : `${table}:${property}`
  })
}

function eachOnItsLine(name: string, members: readonly string[]): string {
  if (members.length === 0) return ''
  return `        ${name}: {\n${members.map((text) => `          ${text},\n`).join('')}        },\n`
}

function member(start: string, members: readonly string[]): string {
  const indent = start.slice(0, start.length - start.trimStart().length)
  return `${start}${objectOf(members, indent, roomAfter(start))},\n`
}
