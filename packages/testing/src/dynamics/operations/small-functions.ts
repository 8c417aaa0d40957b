import { noSuchRow, validation } from '../fault.ts'
import { complexAnswer } from './complex-answer.ts'
import { entityParameter } from './entity-parameter.ts'
import type { OperationHandler } from './invocation.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** One address as the organization writes it: street, place, country. */
export const formatAddress: OperationHandler = {
  kind: 'function',
  run({ exchange, parameters }) {
    const place = [
      text(parameters['City']),
      [text(parameters['StateOrProvince']), text(parameters['PostalCode'])].filter(Boolean).join(' '),
    ]
    const lines = [text(parameters['Line1']), place.filter(Boolean).join(', '), text(parameters['Country'])]
    return complexAnswer(exchange, 'FormatAddressResponse', { Address: lines.filter(Boolean).join('\r\n') })
  },
}

export const retrieveExchangeRate: OperationHandler = {
  kind: 'function',
  run({ exchange, parameters }) {
    const id = text(parameters['TransactionCurrencyId']).toLowerCase()
    const row = exchange.organization.store.table('transactioncurrency').get(id)
    if (!row) throw noSuchRow('transactioncurrency', id)
    return complexAnswer(exchange, 'RetrieveExchangeRateResponse', { ExchangeRate: row['exchangerate'] })
  },
}

/** Whether a row may go to a state with a reason. Nothing but the reasons of the states limits it here. */
export const isValidStateTransition: OperationHandler = {
  kind: 'function',
  run({ exchange, parameters }) {
    const { table } = entityParameter(exchange, parameters['Entity'])
    const states = table.columns.get('statecode')?.options
    const reasons = table.columns.get('statuscode')?.options
    if (!states || !reasons) throw validation('0x80040203', `Rows of '${table.name}' have no state.`)
    const wanted = text(parameters['NewState'])
    const state = [...states.values()].find(({ label, value }) => label === wanted || String(value) === wanted)
    const reason = reasons.get(Number(parameters['NewStatus']))
    const IsValid = state !== undefined && reason?.state === state.value
    return complexAnswer(exchange, 'IsValidStateTransitionResponse', { IsValid })
  },
}

/** `Production`, `Sandbox`, … of what the environment is. */
export const retrieveOrganizationInfo: OperationHandler = {
  kind: 'function',
  run({ exchange }) {
    const Solutions = exchange.organization.store
      .table('solution')
      .rows()
      .map((row) => ({
        Id: row['solutionid'],
        SolutionUniqueName: row['uniquename'],
        VersionNumber: row['version'] ?? null,
        PublisherUniqueName: null,
      }))
    return complexAnswer(exchange, 'RetrieveOrganizationInfoResponse', {
      organizationInfo: { InstanceType: 'Developer', Solutions },
    })
  },
}

/** Whether a table may be one end of a relationship. */
const canBe = (name: string): OperationHandler => ({
  kind: 'action',
  run({ exchange, parameters }) {
    const table = exchange.scan.schema.table(text(parameters['EntityName']))
    if (!table) throw validation('0x80040203', `The entity '${text(parameters['EntityName'])}' does not exist.`)
    const can = !table.isIntersect && table.set !== undefined && !table.type.abstract
    return complexAnswer(exchange, `${name}Response`, { [name]: can })
  },
})

export const canBeReferenced: OperationHandler = canBe('CanBeReferenced')
export const canBeReferencing: OperationHandler = canBe('CanBeReferencing')
export const canManyToMany: OperationHandler = canBe('CanManyToMany')

/** Names of the tables that may be one end of a relationship. */
const validEnds = (name: string): OperationHandler => ({
  kind: 'function',
  run({ exchange }) {
    const { schema } = exchange.scan
    const EntityNames = schema.names
      .filter((one) => {
        const table = schema.table(one)
        return table !== undefined && !table.isIntersect && !table.type.abstract
      })
      .toSorted()
    return complexAnswer(exchange, `${name}Response`, { EntityNames })
  },
})

export const getValidManyToMany: OperationHandler = validEnds('GetValidManyToMany')
export const getValidReferencedEntities: OperationHandler = validEnds('GetValidReferencedEntities')
export const getValidReferencingEntities: OperationHandler = validEnds('GetValidReferencingEntities')
