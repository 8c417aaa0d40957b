import type { ColumnKind } from '@dynamics-kit/odata'
import { labelOf, type PlanContext } from '../plan/plan-context.ts'
import type { ChoicePlan, ColumnPlan } from '../plan/table-plan.ts'
import { numberName, quoted } from './source-text.ts'

const TYPES: Readonly<Record<ColumnKind, string>> = {
  bigInt: 'BigIntColumn',
  boolean: 'BooleanColumn',
  choice: 'ChoiceColumn',
  choices: 'ChoicesColumn',
  dateOnly: 'DateOnlyColumn',
  dateTime: 'DateTimeColumn',
  decimal: 'DecimalColumn',
  double: 'DoubleColumn',
  file: 'FileColumn',
  guid: 'GuidColumn',
  image: 'ImageColumn',
  integer: 'IntegerColumn',
  key: 'KeyColumn',
  lookup: 'LookupColumn',
  money: 'MoneyColumn',
  text: 'TextColumn',
}

/** Names of exported choices by that of the option set. */
export type SharedChoices = ReadonlyMap<string, string>

/** `ReadOnly<LookupColumn<'account' | 'contact'>>`; what it names is added to `imports`. */
export function columnType(
  context: PlanContext,
  column: ColumnPlan,
  shared: SharedChoices,
  imports: { readonly types: Set<string>; readonly choices: Set<string> },
): string {
  const name = TYPES[column.kind]
  imports.types.add(name)
  let type = name
  if (column.targets) type = `${name}<${column.targets.map(({ table }) => quoted(table)).join(' | ')}>`
  if (column.choice) {
    const choice = sharedName(column.choice, shared)
    if (choice !== undefined) imports.choices.add(choice)
    type = `${name}<${choice === undefined ? optionsType(context, column.choice) : `typeof ${choice}`}>`
  }
  for (const mark of column.marks) {
    imports.types.add(mark)
    type = `${mark}<${type}>`
  }
  return type
}

/** The constant that a choice's options stand in, if columns share them. */
export function sharedName({ global }: ChoicePlan, shared: SharedChoices): string | undefined {
  return global === undefined ? undefined : shared.get(global)
}

/** `0: 'Active'`, `1: 'Inactive'` */
export function optionMembers(context: PlanContext, { options }: ChoicePlan): readonly string[] {
  return options.map((option) => `${numberName(option.value)}: ${quoted(labelOf(context, option))}`)
}

const optionsType = (context: PlanContext, choice: ChoicePlan): string =>
  `{ ${optionMembers(context, choice).join('; ')} }`
