import { mark } from '../mark.ts'
import type { Prospect } from '../plan/prospect.ts'
import type { Directory } from './directory.ts'
import { texts } from './graph-object.ts'

export interface ServicePrincipal {
  /** Object id: `oid` in the app’s tokens. */
  readonly id: string
  readonly isOurs: boolean
}

/** The presence of an app in the tenant, which apps that are made by an API do not have by themselves. */
export async function lookForServicePrincipal(
  { graph, rights }: Directory,
  clientId: string | undefined,
): Promise<Prospect<ServicePrincipal>> {
  const about = { step: 1, subject: 'service principal' } as const
  const found = clientId === undefined ? undefined : await graph.find(`servicePrincipals(appId='${clientId}')`)
  if (!found) {
    return {
      action: { ...about, outcome: 'create', detail: 'lets the app sign in to this tenant', ...rights.register },
      async apply() {
        const made = await graph.post('servicePrincipals', { appId: clientId, tags: [mark] })
        const id = String(made['id'])
        return { value: { id, isOurs: true }, detail: `object id ${id}` }
      },
    }
  }
  const value = { id: String(found['id']), isOurs: texts(found['tags']).includes(mark) }
  const detail = `object id ${value.id}`
  if (found['accountEnabled'] !== false) return { action: { ...about, outcome: 'exists', detail }, value }
  return {
    action: {
      ...about,
      outcome: 'update',
      detail: `${detail}, whose sign-in is disabled, is enabled`,
      ...rights.change,
    },
    value,
    async apply() {
      await graph.patch(`servicePrincipals/${value.id}`, { accountEnabled: true })
      return { value }
    },
  }
}
