import { type ConditionOperator, conditionOperators } from './condition-operator.ts'

/** What a query function of Dataverse takes beside `PropertyName`, the column in quotes. */
export interface QueryFunctionDescription {
  /** In order. A whole number may also be written in quotes. */
  readonly parameters: readonly QueryFunctionParameter[]
  /** The operator of a FetchXML condition of the same meaning; absent for `Contains`, a full-text search. */
  readonly operator?: ConditionOperator
}

/** A parameter as `$metadata` declares it. */
export interface QueryFunctionParameter {
  readonly name: 'PropertyValue' | 'PropertyValue1' | 'PropertyValue2' | 'PropertyValues'
  readonly type: 'Edm.String' | 'Edm.Int64' | 'Collection(Edm.String)'
}

const LIST: readonly QueryFunctionParameter[] = [{ name: 'PropertyValues', type: 'Collection(Edm.String)' }]
const TEXT: readonly QueryFunctionParameter[] = [{ name: 'PropertyValue', type: 'Edm.String' }]
const NUMBER: readonly QueryFunctionParameter[] = [{ name: 'PropertyValue', type: 'Edm.Int64' }]
const PERIOD_AND_YEAR: readonly QueryFunctionParameter[] = [
  { name: 'PropertyValue1', type: 'Edm.Int64' },
  { name: 'PropertyValue2', type: 'Edm.Int64' },
]

/** Every query function by its name without the namespace `Microsoft.Dynamics.CRM` (Dataverse "Web API query functions"). */
export const queryFunctions: ReadonlyMap<string, QueryFunctionDescription> = new Map([
  ['Contains', { parameters: TEXT }],
  ...Object.entries(conditionOperators).flatMap(([key, { queryFunction }]): [string, QueryFunctionDescription][] => {
    // The keys of the table are the operators.
    const operator = key as ConditionOperator
    return queryFunction === undefined ? [] : [[queryFunction, { parameters: parametersOf(operator), operator }]]
  }),
])

/** What the function of an operator takes beside `PropertyName`. */
export function parametersOf(operator: ConditionOperator): readonly QueryFunctionParameter[] {
  const { values, columns } = conditionOperators[operator]
  switch (values) {
    case 0:
      return []
    case 1:
      return operator.startsWith('on') || columns.includes('hierarchy') ? TEXT : NUMBER
    case 2:
      return operator === 'between' || operator === 'not-between' ? LIST : PERIOD_AND_YEAR
    case 'many':
      return LIST
  }
}
