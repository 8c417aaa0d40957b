import type { Model, OptionSet } from '@dynamics-kit/odata'
import type { GenerateOptions } from './generate-options.ts'
import type { Generated, GeneratedFile, Renamed, Skipped } from './generated.ts'
import { compareNames } from './names/compare-names.ts'
import { toIdentifier } from './names/identifier.ts'
import type { NameRegistry } from './names/name-registry.ts'
import { createExportNames, nameTables } from './plan/name-tables.ts'
import { pickTables } from './plan/pick-tables.ts'
import { sentences } from './plan/plan-columns.ts'
import { createPlanContext, type PlanContext } from './plan/plan-context.ts'
import { planOperations } from './plan/plan-operations.ts'
import { planTable } from './plan/plan-table.ts'
import type { ChoicePlan, TablePlan } from './plan/table-plan.ts'
import { printChoices, type SharedChoicePlan } from './print/print-choices.ts'
import { printIndex } from './print/print-index.ts'
import { printOperations } from './print/print-operations.ts'
import { printReferences, type ReferencePlan } from './print/print-references.ts'
import { printSchema } from './print/print-schema.ts'
import { printTable } from './print/print-table.ts'

/**
 * TypeScript for the tables of a model: one file a table, and what they share. The same model gives the same bytes on every
 * machine, in whatever order it lists its tables.
 *
 * @throws GenerateError when a table or operation is asked for that the model does not have.
 */
export function generate(model: Model, options: GenerateOptions = {}): Generated {
  const { importExtension: extension = '.js' } = options
  const renamed: Renamed[] = []
  const skipped: Skipped[] = []
  const picked = pickTables(model, options.tables, skipped)
  const context = createPlanContext(model, picked, options.language, skipped)
  const exports = createExportNames(renamed)
  const names = nameTables(picked, exports, renamed)
  const tables = picked.flatMap((table) => {
    const own = names.get(table.type.name)
    return own === undefined ? [] : [planTable(context, table, own)]
  })
  const references = planReferences(context, tables, exports)
  const choices = planSharedChoices(context, tables, exports)
  const shared = new Map([...choices].map(([optionSet, { value }]) => [optionSet, value]))

  const files: GeneratedFile[] = [
    {
      path: 'schema.ts',
      text: printSchema(
        context,
        tables,
        new Map(references.map(({ logicalName, entitySet }) => [logicalName, entitySet])),
        shared,
        extension,
      ),
    },
    ...tables.map((table) => ({
      path: `${table.names.file}.ts`,
      text: printTable(context, table, shared, extension),
    })),
  ]
  if (references.length > 0) files.push({ path: 'references.ts', text: printReferences(references, extension) })
  if (choices.size > 0) files.push({ path: 'choices.ts', text: printChoices(context, [...choices.values()]) })
  const operations = planOperations(
    context,
    options.operations,
    references.map(({ logicalName }) => logicalName),
    exports,
  )
  if (operations.operations.length > 0) {
    const logicalNames = tables.map(({ logicalName }) => logicalName)
    files.push({ path: 'operations.ts', text: printOperations(context, operations, logicalNames, extension) })
  }
  files.push({
    path: 'index.ts',
    text: printIndex(
      tables,
      {
        references: references.map(({ value }) => value),
        choices: [...shared.values()],
        operations: operations.operations.map(({ value }) => value),
        operationTypes: operations.types.map(({ name }) => name),
      },
      extension,
    ),
  })
  files.sort((one, other) => compareNames(one.path, other.path))
  return {
    files,
    report: {
      tables: tables.length,
      columns: tables.reduce((count, { columns }) => count + columns.length, 0),
      operations: operations.operations.length,
      bytes: files.reduce((count, { text }) => count + new TextEncoder().encode(text).length, 0),
      hasDefinitions: picked.some(({ type }) => type.table !== undefined),
      hasAnnotations: hasAnnotations(model),
      ...(options.language !== undefined &&
        context.languages.size > 0 &&
        !context.languages.has(options.language) && {
          otherLanguages: [...context.languages].toSorted((a, b) => a - b),
        }),
      renamed: renamed.toSorted((one, other) => compareNames(one.what, other.what)),
      skipped: skipped.toSorted((one, other) => compareNames(one.what, other.what)),
    },
  }
}

/** Tables outside that lookups lead to. */
function planReferences(
  context: PlanContext,
  tables: readonly TablePlan[],
  exports: NameRegistry,
): readonly ReferencePlan[] {
  const outside = new Set<string>()
  for (const { columns } of tables) {
    for (const { targets = [] } of columns) {
      for (const { table } of targets) if (!context.isPicked(table)) outside.add(table)
    }
  }
  return [...outside].toSorted(compareNames).flatMap((logicalName) => {
    const entitySet = context.entitySets.get(logicalName)
    if (entitySet === undefined) return []
    return [{ logicalName, entitySet, value: exports.take(toIdentifier(entitySet), '_table', `table ${logicalName}`) }]
  })
}

/** Global option sets that more than one column uses, by name. */
function planSharedChoices(
  context: PlanContext,
  tables: readonly TablePlan[],
  exports: NameRegistry,
): ReadonlyMap<string, SharedChoicePlan> {
  const used = new Map<string, { count: number; readonly choice: ChoicePlan }>()
  for (const { columns } of tables) {
    for (const { choice } of columns) {
      if (choice?.global === undefined) continue
      const known = used.get(choice.global)
      if (known) known.count++
      else used.set(choice.global, { count: 1, choice })
    }
  }
  const names = [...used].filter(([, { count }]) => count > 1).toSorted(([one], [other]) => compareNames(one, other))
  return new Map(
    names.map(([name, { choice }]) => {
      const value = exports.take(toIdentifier(name), '_choice', `choice ${name}`)
      return [name, { value, doc: docOf(context, context.model.globalOptionSets?.get(name)), choice }]
    }),
  )
}

function docOf(context: PlanContext, optionSet: OptionSet | undefined): string | undefined {
  return sentences(
    context.text(optionSet?.displayName, optionSet?.displayNames),
    context.text(optionSet?.description, optionSet?.descriptions),
  )
}

function hasAnnotations(model: Model): boolean {
  for (const { properties } of model.entityTypes.values()) {
    for (const { computed, readOnly } of properties.values()) if (computed || readOnly) return true
  }
  return false
}
