import { requireRight } from '../access/require-access.ts'
import type { Exchange } from '../exchange.ts'
import { badPayload } from '../fault.ts'
import { linkedRows } from '../query/related-rows.ts'
import { type Answer, noContent } from '../response/answer.ts'
import { createMember } from '../write/create-row.ts'
import { isObject } from '../write/payload.ts'
import type { MembersResource } from './resource.ts'

/** `PUT emails(g)/email_activity_parties` with `{ "value": [ … ] }`: parties are replaced together, never one by one. */
export function replaceParties(exchange: Exchange, members: MembersResource, body: unknown): Answer {
  const { table, row, navigation, target } = members
  const parties = isObject(body) ? body['value'] : undefined
  if (!Array.isArray(parties)) {
    throw badPayload(
      table.set ?? table.name,
      "Microsoft.OData.ODataException: The body of the request has to be an object with the property 'value', a list of parties.",
    )
  }
  requireRight(exchange, 'Write', table, row)
  const { store } = exchange.organization
  const id = String(row[table.key])
  store.transaction(() => {
    for (const party of linkedRows(table, row, navigation, exchange.scan)) {
      store.remove(target.name, String(party[target.key]))
    }
    for (const party of parties) createMember(exchange, { table, id, navigation, target }, party)
  })
  return noContent()
}
