import { column, type DynamicsClient } from '@dynamics-kit/client'
import { SetupError } from './setup-error.ts'

/** Where users and roles of an environment live. */
export interface BusinessUnit {
  readonly id: string
  readonly name: string
}

/** The business unit of a name, or the root one. @throws {SetupError} `business-unit-unknown` */
export async function findBusinessUnit(options: {
  readonly dynamics: DynamicsClient
  readonly businessUnit?: string | undefined
  readonly signal?: AbortSignal | undefined
}): Promise<BusinessUnit> {
  const { dynamics, businessUnit, signal } = options
  const found = await dynamics
    .from('businessunits')
    .select('businessunitid', 'name')
    .where(
      businessUnit === undefined ? column('_parentbusinessunitid_value').eq(null) : column('name').eq(businessUnit),
    )
    .first(signal && { signal })
  if (found === undefined) {
    throw new SetupError(`The environment has no business unit ${businessUnit ?? 'at its root'}`, {
      code: 'business-unit-unknown',
      fix: 'Give the name as the environment shows it: Power Platform admin center > Environments > (environment) > Settings > Business units.',
      step: 2,
    })
  }
  return { id: String(found['businessunitid']), name: String(found['name']) }
}
