import type { Invocation, OperationHandler } from './invocation.ts'
import { validation } from '../fault.ts'
import { noContent } from '../response/answer.ts'
import { nextNumber, setNextNumber } from '../write/auto-number.ts'
import { complexAnswer } from './complex-answer.ts'

/** The auto-number column that `EntityName` and `AttributeName` name. */
function columnOf({ exchange, parameters }: Invocation): { table: string; attribute: string } {
  const table = exchange.scan.schema.table(String(parameters['EntityName'] ?? ''))
  const column = table?.attributes.get(String(parameters['AttributeName'] ?? ''))
  if (table && column?.metadata?.autoNumberFormat !== undefined)
    return { table: table.name, attribute: column.attribute }
  throw validation(
    '0x80040203',
    `The attribute '${String(parameters['AttributeName'])}' of '${String(parameters['EntityName'])}' is no auto-number column.`,
  )
}

export const getAutoNumberSeed: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { table, attribute } = columnOf(invocation)
    const AutoNumberSeedValue = nextNumber(invocation.exchange, table, attribute)
    return complexAnswer(invocation.exchange, 'GetAutoNumberSeedResponse', { AutoNumberSeedValue })
  },
}

export const getNextAutoNumberValue: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { table, attribute } = columnOf(invocation)
    const NextAutoNumberValue = nextNumber(invocation.exchange, table, attribute)
    return complexAnswer(invocation.exchange, 'GetNextAutoNumberValueResponse', { NextAutoNumberValue })
  },
}

export const setAutoNumberSeed: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { table, attribute } = columnOf(invocation)
    const value = Number(invocation.parameters['Value'])
    if (!Number.isSafeInteger(value) || value < 0) {
      throw validation('0x80040203', "The parameter 'Value' has to be a whole number that is not negative.")
    }
    setNextNumber(invocation.exchange, table, attribute, value)
    return noContent()
  },
}
