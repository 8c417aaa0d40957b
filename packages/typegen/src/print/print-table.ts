import type { PlanContext } from '../plan/plan-context.ts'
import type { TablePlan } from '../plan/table-plan.ts'
import { FILE_HEADER } from './file-header.ts'
import { importOf } from './imports.ts'
import { columnType, type SharedChoices } from './print-column-type.ts'
import { docComment, memberName, quoted } from './source-text.ts'

/** The file of one table. It imports no other table's: a program pays, in types, for the tables that it imports. */
export function printTable(context: PlanContext, table: TablePlan, shared: SharedChoices, extension: string): string {
  const { names, logicalName, entitySet } = table
  const imports = { types: new Set(['Row', 'Table', 'TableShape']), choices: new Set<string>() }
  const columns = table.columns
    .map((column) => {
      const type = columnType(context, column, shared, imports)
      return `${docComment(column.doc, '    ')}    readonly ${memberName(column.name)}: ${type}\n`
    })
    .join('')
  const navigation = table.navigation
    .map(({ name, cardinality, target, intersect }) => {
      const type = cardinality === 'one' ? 'One' : intersect === undefined ? 'Many' : 'ManyToMany'
      imports.types.add(type)
      return `    readonly ${memberName(name)}: ${type}<${quoted(target)}>\n`
    })
    .join('')
  const keys = table.keys
    .map((key) => `    readonly ${memberName(key.name)}: ${key.columns.map(quoted).join(' | ')}\n`)
    .join('')
  const required = table.columns.filter(({ isRequired }) => isRequired).map(({ name }) => quoted(name))
  const schema = `./schema${extension}`
  return [
    FILE_HEADER,
    importOf('import type', imports.types, '@dynamics-kit/odata'),
    importOf('import type', imports.choices, `./choices${extension}`),
    `import { schema } from '${schema}'\nimport type { Tables } from '${schema}'\n\n`,
    `declare module '${schema}' {\n  interface Tables {\n    ${memberName(logicalName)}: ${names.shape}\n  }\n}\n\n`,
    `/** Columns and relations of ${logicalName}, for the compiler. */\n`,
    `export interface ${names.shape} extends TableShape {\n`,
    `  readonly entitySet: ${quoted(entitySet)}\n`,
    `  readonly logicalName: ${quoted(logicalName)}\n`,
    '  readonly tables: Tables\n',
    keys === '' ? '' : `  readonly keys: {\n${keys}  }\n`,
    required.length === 0 ? '' : `  readonly required: ${required.join(' | ')}\n`,
    `  readonly columns: {\n${columns}  }\n`,
    navigation === '' ? '  readonly navigation: {}\n' : `  readonly navigation: {\n${navigation}  }\n`,
    '}\n\n',
    `/** A row of ${entitySet} with every column. */\n`,
    `export interface ${names.row} extends Row<${names.shape}> {}\n\n`,
    docComment(table.doc),
    `export const ${names.value}: Table<${names.shape}> = schema.table(${quoted(logicalName)})\n`,
  ].join('')
}
