import {
  attributesOf,
  type ChoiceOptions,
  defineSchema,
  type Model,
  type Table,
  type TableFacts,
  type UntypedTable,
} from '@dynamics-kit/odata'
import { GenerateError } from './generate-error.ts'
import { pickTables } from './plan/pick-tables.ts'
import { createPlanContext, labelOf, type PlanContext } from './plan/plan-context.ts'
import { planTable } from './plan/plan-table.ts'
import type { TablePlan } from './plan/table-plan.ts'

/** A table that is learnt when a program runs. */
export interface ModelTable {
  /** As `from`, `create` and `bulk` take it; what its rows hold is not known to the compiler. */
  readonly table: Table<UntypedTable>
  /** The primary key first, then by name. */
  readonly columns: readonly ModelColumn[]
}

/** A column of a {@link ModelTable}, as far as the model tells. */
export interface ModelColumn {
  /** Logical name; of a lookup the attribute's, `primarycontactid`. */
  readonly name: string
  /** As forms show it, where definitions were read. */
  readonly displayName: string | undefined
  readonly isWrittenOnCreate: boolean
  readonly isWrittenOnUpdate: boolean
  /** The service takes no new row without it. */
  readonly isRequired: boolean
}

/**
 * One table of a model as a value, for programs that learn of their tables when they run: imports, exports, copies. What
 * `generate` writes as code is here without code.
 *
 * @param name - logical name, or entity set
 * @param language - of labels; default the reader's
 *
 * @throws GenerateError `unknownTable`
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs'
 * import { createClient } from '@dynamics-kit/client'
 * import { readCsdl } from '@dynamics-kit/odata'
 * import { tableOf } from '@dynamics-kit/typegen'
 *
 * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
 * const { table, columns } = tableOf(readCsdl(readFileSync('metadata.xml', 'utf8')), 'account')
 * const names = columns.filter(({ isWrittenOnCreate }) => isWrittenOnCreate).map(({ name }) => name)
 * const rows = await dynamics.from(table).select(...names).all()
 * ```
 */
export function tableOf(model: Model, name: string, language?: number): ModelTable {
  const [picked] = name.includes('*') ? [] : pickTables(model, [name], [])
  if (picked === undefined) throw new GenerateError('unknownTable', [name], `There is no table "${name}".`)
  const context = createPlanContext(model, [picked], language, [])
  const plan = planTable(context, picked, { file: '', value: '', shape: '', row: '' })
  const { logicalName, key, columns } = plan
  const attributes = attributesOf(model, logicalName)
  const tables = { [logicalName]: factsOf(context, plan) }
  return {
    table: defineSchema<Record<string, UntypedTable>>(tables, Object.fromEntries(context.entitySets)).table(
      logicalName,
    ),
    columns: columns.map((column) => {
      const { displayName, displayNames } = attributes.get(column.name) ?? {}
      const isWritten = column.kind !== 'file' && !column.marks.includes('ReadOnly')
      return {
        name: column.name,
        displayName: context.text(displayName, displayNames),
        isWrittenOnCreate: isWritten && !column.marks.includes('UpdateOnly'),
        isWrittenOnUpdate: isWritten && !column.marks.includes('CreateOnly') && column.name !== key,
        isRequired: column.isRequired,
      }
    }),
  }
}

/** What the schema of generated code says of a table, without navigation. */
function factsOf(context: PlanContext, { entitySet, key, keys, columns }: TablePlan): TableFacts {
  const simple: Record<string, string> = {}
  const options: Record<'choice' | 'choices', Record<string, ChoiceOptions>> = { choice: {}, choices: {} }
  const lookup: Record<string, string> = {}
  for (const { name, kind, choice, targets } of columns) {
    if (targets !== undefined) lookup[name] = targets.map(({ table, property }) => `${table}:${property}`).join(' ')
    else if (choice !== undefined && (kind === 'choice' || kind === 'choices')) {
      options[kind][name] = Object.fromEntries(choice.options.map((option) => [option.value, labelOf(context, option)]))
    } else if (kind !== 'key') simple[kind] = `${simple[kind] ?? ''} ${name}`
  }
  return {
    entitySet,
    key,
    alternateKeys: keys.map((one) => one.columns.join(' ')),
    columns: { ...simple, ...options, lookup },
  }
}
