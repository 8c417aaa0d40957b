import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createHarness } from './dynamics-harness.ts'

const definition = new URL(
  '../../../../shared/data/metadata-json/terraform-get_entitydefinition_account.json',
  import.meta.url,
)

interface Cascades {
  readonly SchemaName: string
  readonly CascadeConfiguration: Readonly<Record<string, string>>
}

test.skipIf(!existsSync(definition))(
  'relationships of accounts cascade as in a real environment (skipped where ../shared is absent)',
  async () => {
    const real: { OneToManyRelationships: Cascades[]; ManyToOneRelationships: Cascades[] } = JSON.parse(
      readFileSync(definition, 'utf8'),
    )
    const { send } = await createHarness()
    const { json } = await send(
      'GET',
      "EntityDefinitions(LogicalName='account')?$select=LogicalName&$expand=OneToManyRelationships,ManyToOneRelationships",
    )
    const ours: Cascades[] = [...json.OneToManyRelationships, ...json.ManyToOneRelationships]
    const theirs = new Map(
      [...real.OneToManyRelationships, ...real.ManyToOneRelationships].map((one) => [one.SchemaName, one]),
    )
    const shared = ours.filter(({ SchemaName }) => theirs.has(SchemaName))
    expect(shared.length).toBeGreaterThan(25)
    const actions = ['Assign', 'Delete', 'Merge', 'Reparent', 'Share', 'Unshare']
    const told = (one: Cascades | undefined) =>
      `${one?.SchemaName}: ${actions.map((action) => one?.CascadeConfiguration[action]).join(' ')}`
    expect(shared.map(told)).toEqual(shared.map(({ SchemaName }) => told(theirs.get(SchemaName))))
  },
)
