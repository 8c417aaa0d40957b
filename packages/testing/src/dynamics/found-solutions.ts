import type { Actor } from './exchange.ts'
import { insertSystemRow } from './write/system-row.ts'

/** Ids that are the same in every environment. */
const publisherId = 'd21aab71-79e7-11dd-8874-00188b01e34f'

const solutions = [
  ['fd140aaf-4df4-11dd-bd17-0019b9312238', 'Default', 'Default Solution'],
  ['fd140aae-4df4-11dd-bd17-0019b9312238', 'Active', 'Active Solution'],
] as const

/** The publisher and the solutions of an environment where nobody has made any. */
export function foundSolutions(actor: Actor): void {
  const { store } = actor.organization
  store.defer('publisher', () => foundPublisher(actor))
  store.defer('solution', () => foundBuiltIn(actor))
}

const inOrganization = ({ organization: { id } }: Actor): Record<string, string> => ({
  _organizationid_value: id,
  '_organizationid_value@type': 'organization',
})

function foundPublisher(actor: Actor): void {
  const { schema, uniqueName } = actor.organization
  if (!schema.table('publisher')) return
  insertSystemRow(
    actor,
    'publisher',
    {
      friendlyname: `Default Publisher for ${uniqueName}`,
      uniquename: `DefaultPublisher${uniqueName}`,
      customizationprefix: 'new',
      customizationoptionvalueprefix: 10_000,
      isreadonly: false,
      ...inOrganization(actor),
    },
    publisherId,
  )
}

function foundBuiltIn(actor: Actor): void {
  if (!actor.organization.schema.table('solution')) return
  for (const [id, name, label] of solutions) {
    insertSystemRow(
      actor,
      'solution',
      {
        uniquename: name,
        friendlyname: label,
        version: '1.0',
        ismanaged: false,
        isvisible: name === 'Default',
        _publisherid_value: publisherId,
        '_publisherid_value@type': 'publisher',
        ...inOrganization(actor),
      },
      id,
    )
  }
}
