import type { Renamed } from '../generated.ts'
import { capitalized, RESERVED_WORDS, toIdentifier } from '../names/identifier.ts'
import { createNameRegistry, type NameRegistry } from '../names/name-registry.ts'
import type { PickedTable } from './pick-tables.ts'
import type { TableNames } from './table-plan.ts'

/** Files beside those of tables. */
const OTHER_FILES = ['choices', 'index', 'operations', 'references', 'schema']

/** Names of devices, which are no file names on Windows, with any extension. */
const DEVICES =
  'con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9'

/** What generated files import, or the schema's file exports. */
const TAKEN = `schema Tables facts readTableFacts String
  BigIntColumn BooleanColumn ChoiceColumn ChoicesColumn CreateOnly DateOnlyColumn DateTimeColumn DecimalColumn
  DoubleColumn FileColumn GuidColumn ImageColumn IntegerColumn KeyColumn LookupColumn Many ManyToMany MoneyColumn NotNull One
  ReadOnly Row Schema Table TableReference TableShape TextColumn UpdateOnly defineSchema
  Callable NoParameters OpenObject RowInput RowResult define defineOperations Record Date`

/** Names that the index exports: tables, then shapes and rows, then whatever else asks. */
export function createExportNames(renamed: Renamed[]): NameRegistry {
  return createNameRegistry([...RESERVED_WORDS, ...TAKEN.split(/\s+/)], renamed)
}

/**
 * Tables are called by their entity set, types by their schema name, or without one by their logical name with a capital:
 * `accounts`, `AccountTable`, `Account`. All values come before all types, in the order of logical names.
 */
export function nameTables(
  picked: readonly PickedTable[],
  exports: NameRegistry,
  renamed: Renamed[],
): ReadonlyMap<string, TableNames> {
  const files = createNameRegistry([...OTHER_FILES, ...DEVICES.split(' ')], renamed, { ignoreCase: true })
  const values = picked.map(({ type, entitySet }) => {
    const name = toIdentifier(entitySet)
    return {
      file: files.take(name, '_table', `file of table ${type.name}`),
      value: exports.take(name, '_table', `table ${type.name}`),
    }
  })
  return new Map(
    picked.map(({ type }, index) => {
      const name = capitalized(toIdentifier(type.table?.schemaName ?? type.name))
      const { file = '', value = '' } = values[index] ?? {}
      const shape = exports.take(`${name}Table`, '_', `shape of table ${type.name}`)
      const row = exports.take(name, 'Row', `row of table ${type.name}`)
      return [type.name, { file, value, shape, row }]
    }),
  )
}
