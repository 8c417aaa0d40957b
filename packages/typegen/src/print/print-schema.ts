import { compareNames } from '../names/compare-names.ts'
import { labelOf, type PlanContext } from '../plan/plan-context.ts'
import type { ChoicePlan, ColumnPlan, LookupTarget, TablePlan } from '../plan/table-plan.ts'
import { FILE_HEADER } from './file-header.ts'
import { importOf } from './imports.ts'
import { sharedName, type SharedChoices } from './print-column-type.ts'
import { memberName, objectOf, quoted, rawText, roomAfter, wrappedLine } from './source-text.ts'

/** `schema.ts`: what programs know of the tables when they run, as a text, which costs a compiler next to nothing. */
export function printSchema(
  context: PlanContext,
  tables: readonly TablePlan[],
  references: ReadonlyMap<string, string>,
  shared: SharedChoices,
  extension: string,
): string {
  const choices = new Set<string>()
  const blocks = tables.map((table) => printFacts(context, table, shared, choices)).join('')
  const named = [...choices].toSorted(compareNames)
  const outside = [...references].map(([table, entitySet]) => `${memberName(table)}: ${quoted(entitySet)}`)
  return [
    FILE_HEADER,
    `import { defineSchema, readTableFacts } from '@dynamics-kit/odata'\nimport type { Schema } from '@dynamics-kit/odata'\n`,
    importOf('import', choices, `./choices${extension}`),
    '\n/** The tables that a program imports; the file of each adds its own. */\nexport interface Tables {}\n\n',
    `const facts = String.raw\`\n${blocks}\`\n\n`,
    'export const schema: Schema<Tables> = defineSchema<Tables>(\n',
    `  readTableFacts(facts${named.length === 0 ? '' : `, ${objectOf(named, '  ', roomAfter('  readTableFacts(facts, ),'))}`}),\n`,
    outside.length === 0 ? '' : `  ${objectOf(outside, '  ', roomAfter('  '))},\n`,
    ')\n',
  ].join('')
}

function printFacts(context: PlanContext, table: TablePlan, shared: SharedChoices, choices: Set<string>): string {
  const lines: (readonly string[])[] = [
    ...table.keys.map(({ columns }) => ['key', ...columns]),
    ...columnLines(table.columns),
    ...table.columns.flatMap(({ name, kind, choice }) =>
      choice ? [[kind, name, ...optionWords(context, choice, shared, choices)]] : [],
    ),
    ...table.columns.flatMap(({ name, targets }) => (targets ? [['lookup', name, ...targetWords(name, targets)]] : [])),
    ...table.navigation
      .filter(({ cardinality, ofLookup }) => cardinality === 'one' && !ofLookup)
      .map(({ name, target }) => ['one', name, target]),
    ...table.navigation
      .filter(({ cardinality }) => cardinality === 'many')
      .map(({ name, target, intersect }) => [
        'many',
        name,
        intersect === undefined ? target : `${target}:${intersect}`,
      ]),
  ]
  const head = `${table.logicalName} ${table.entitySet} ${table.key}\n`
  return head + lines.map((words) => wrappedLine(words, '  ')).join('')
}

/** Names of columns by kind. */
function columnLines(columns: readonly ColumnPlan[]): readonly (readonly string[])[] {
  const byKind = new Map<string, string[]>()
  for (const { name, kind, choice, targets } of columns) {
    if (kind === 'key' || choice || targets) continue
    const line = byKind.get(kind)
    if (line) line.push(name)
    else byKind.set(kind, [kind, name])
  }
  return [...byKind.values()].toSorted(([one = ''], [other = '']) => compareNames(one, other))
}

/** `{"0":"Active","1":"Inactive"}` in parts between which a line can end, or the name of the constant. */
function optionWords(
  context: PlanContext,
  choice: ChoicePlan,
  shared: SharedChoices,
  choices: Set<string>,
): readonly string[] {
  const constant = sharedName(choice, shared)
  if (constant !== undefined) {
    choices.add(constant)
    return [constant]
  }
  const last = choice.options.length - 1
  return choice.options.map((option, index) => {
    const text = `${JSON.stringify(String(option.value))}:${JSON.stringify(labelOf(context, option))}`
    return rawText(`${index === 0 ? '{' : ''}${text}${index === last ? '}' : ','}`)
  })
}

/** `account contact:customerid_contact`: the navigation property is said where it is not the expected one. */
function targetWords(lookup: string, targets: readonly LookupTarget[]): readonly string[] {
  return targets.map(({ table, property }) => {
    const expected = targets.length === 1 ? lookup : `${lookup}_${table}`
    return property === expected ? table : `${table}:${property}`
  })
}
