import { column, type DynamicsClient } from '@dynamics-kit/client'
import type { Prospect } from '../plan/prospect.ts'
import { SetupError } from '../setup-error.ts'
import { stableId } from '../stable-id.ts'
import { requestOptions, type Environment } from './environment.ts'

/** Where users and roles of an environment live. */
export interface BusinessUnit {
  readonly id: string
  readonly name: string
}

/**
 * The business unit of a name, or the root one.
 *
 * @param create Whether one that is missing is made, below the root.
 * @throws {SetupError} `business-unit-unknown`
 */
export async function lookForBusinessUnit(
  environment: Environment,
  wanted: {
    readonly name?: string | undefined
    readonly create?: boolean | undefined
    readonly clientId: string | undefined
  },
): Promise<Prospect<BusinessUnit>> {
  const { dynamics, rights, signal } = environment
  const { name, create = false, clientId } = wanted
  const about = { step: 2, subject: 'business unit' } as const
  const found = await findBusinessUnit({ dynamics, name, signal })
  if (found) return { action: { ...about, outcome: 'exists', detail: found.name }, value: found }
  if (name === undefined || !create) throw unknown(name)
  const root = await findBusinessUnit({ dynamics, signal })
  if (!root) throw unknown(undefined)
  return {
    action: {
      ...about,
      outcome: 'create',
      detail: `${name}, below ${root.name}`,
      ...rights.all('prvCreateBusinessUnit'),
    },
    async apply() {
      const id = await dynamics.create(
        'businessunits',
        {
          ...(clientId !== undefined && { businessunitid: stableId(clientId, 'business unit') }),
          name,
          'parentbusinessunitid@odata.bind': `/businessunits(${root.id})`,
        },
        requestOptions(environment),
      )
      return { value: { id, name } }
    },
  }
}

async function findBusinessUnit({
  dynamics,
  name,
  signal,
}: {
  readonly dynamics: DynamicsClient
  readonly name?: string | undefined
  readonly signal: AbortSignal | undefined
}): Promise<BusinessUnit | undefined> {
  const found = await dynamics
    .from('businessunits')
    .select('businessunitid', 'name')
    .where(name === undefined ? column('_parentbusinessunitid_value').eq(null) : column('name').eq(name))
    .first(signal && { signal })
  return found && { id: String(found['businessunitid']), name: String(found['name']) }
}

function unknown(name: string | undefined): SetupError {
  return new SetupError(`The environment has no business unit ${name ?? 'at its root'}`, {
    code: 'business-unit-unknown',
    fix: 'Give the name as the environment shows it: Power Platform admin center > Environments > (environment) > Settings > Business units. setup makes it with --create-business-unit.',
    step: 2,
  })
}
