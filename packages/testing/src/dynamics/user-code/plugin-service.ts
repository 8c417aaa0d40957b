import type { Actor } from '../exchange.ts'
import { validation } from '../fault.ts'
import { compileFetch, readFetch } from '../fetchxml/fetch-plan.ts'
import { runRelation } from '../query/relation.ts'
import { maskRow } from '../access/column-security.ts'
import { reaches } from '../access/require-access.ts'
import { unlimitedAccess } from '../access/access.ts'
import { requiredTable } from '../operations/required-table.ts'
import { createRow } from '../write/create-row.ts'
import { deleteRow } from '../write/delete-row.ts'
import { updateRow } from '../write/update-row.ts'
import type { PluginHost } from '../exchange.ts'
import type { PluginService } from './plugin.ts'
import { imageOf } from './row-image.ts'

/** What a plug-in does happens one level below what it runs with. */
function createPluginService(actor: Actor): PluginService {
  const within: Actor = { ...actor, depth: (actor.depth ?? 1) + 1 }
  return {
    create: (table, columns) => createRow(within, requiredTable(within, table), columns),
    update: (table, id, columns) => updateRow(within, requiredTable(within, table), id.toLowerCase(), columns),
    delete: (table, id) => deleteRow(within, requiredTable(within, table), id.toLowerCase()),
    retrieve(name, id) {
      const table = requiredTable(within, name)
      const row = within.organization.store.of(table).get(id.toLowerCase())
      return row && reaches(within.scan, 'Read', table, row) ? imageOf(maskRow(within.scan, table, row)) : undefined
    },
    fetch(fetchXml) {
      const query = readFetch(fetchXml)
      const table = requiredTable(within, query.entity.name)
      const plan = compileFetch(within.scan.schema, table, query)
      if (plan.shows.kind === 'groups') throw validation('0x80040203', 'A plug-in cannot run an aggregate here.')
      return runRelation(plan, within.scan).map(([row]) => imageOf(row ?? {}))
    },
  }
}

/** The platform itself, in the place of the user. */
const asSystem = (actor: Actor): Actor => ({
  ...actor,
  caller: { ...actor.caller, userId: actor.organization.systemUserId },
  scan: { ...actor.scan, access: unlimitedAccess(1), userId: actor.organization.systemUserId },
})

/** What plug-ins work with; it comes with the request, so that writing a row needs to know nothing of it. */
export const pluginHost: PluginHost = {
  service: createPluginService,
  systemService: (actor) => createPluginService(asSystem(actor)),
}
