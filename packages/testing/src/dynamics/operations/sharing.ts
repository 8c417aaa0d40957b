import { accessRights, parseAccessMask, printAccessMask } from '../access/access-right.ts'
import { verbs } from '../access/privilege-name.ts'
import { requireRight } from '../access/require-access.ts'
import { type Principal, setShare, sharesOf } from '../access/shares.ts'
import type { Actor, Exchange } from '../exchange.ts'
import { validation } from '../fault.ts'
import { noContent } from '../response/answer.ts'
import { allRowsBelow } from '../write/cascade-down.ts'
import type { RowReference } from '../write/reference.ts'
import { isObject } from '../write/payload.ts'
import { complexAnswer } from './complex-answer.ts'
import { entityParameter } from './entity-parameter.ts'
import type { Invocation, OperationHandler } from './invocation.ts'

/** A user, a team, or everybody. */
function principalOf(actor: Actor, given: unknown): Principal {
  const { table, id } = entityParameter(actor, given)
  const { name } = table
  if (name === 'systemuser' || name === 'team' || name === 'organization') return { type: name, id }
  throw validation(
    '0x80040203',
    `A row is shared with a user, a team or the organization, not with a row of '${name}'.`,
  )
}

/** `{ AccessMask, Principal }` */
function principalAccess({ exchange, parameters }: Invocation): { principal: Principal; mask: number } {
  const given = parameters['PrincipalAccess']
  if (!isObject(given)) throw validation('0x80040203', "The parameter 'PrincipalAccess' is missing.")
  return { mask: parseAccessMask(given['AccessMask']), principal: principalOf(exchange, given['Principal']) }
}

/** Who shares a row needs the right to, and every right that they give. */
function requireShare(exchange: Exchange, { table, row }: RowReference, mask: number): void {
  if (table.ownership !== 'UserOwned') {
    throw validation('0x80040203', `Rows of '${table.name}' cannot be shared: nobody owns them.`)
  }
  requireRight(exchange, 'Share', table, row)
  for (const verb of verbs) if ((mask & accessRights[verb]) !== 0) requireRight(exchange, verb, table, row)
}

type Change = (share: { readonly own: number; readonly inherited: number }) => { own: number; inherited: number }

/** Changes what a principal has of a row, and of those below it. */
function changeShare(
  exchange: Exchange,
  target: RowReference,
  principal: Principal,
  change: { readonly action: 'Share' | 'Unshare'; readonly here: Change; readonly below: Change },
): void {
  const { scan, organization } = exchange
  organization.store.transaction(() => {
    setShare(scan, { table: target.table.name, id: target.id }, principal, change.here)
    for (const { table, id } of allRowsBelow(exchange, target.table, target.row, change.action)) {
      setShare(scan, { table: table.name, id }, principal, change.below)
    }
  })
}

export const grantAccess: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { exchange, parameters } = invocation
    const target = entityParameter(exchange, parameters['Target'])
    const { principal, mask } = principalAccess(invocation)
    requireShare(exchange, target, mask)
    changeShare(exchange, target, principal, {
      action: 'Share',
      here: ({ own, inherited }) => ({ own: own | mask, inherited }),
      below: ({ own, inherited }) => ({ own, inherited: inherited | mask }),
    })
    return noContent()
  },
}

export const modifyAccess: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { exchange, parameters } = invocation
    const target = entityParameter(exchange, parameters['Target'])
    const { principal, mask } = principalAccess(invocation)
    requireShare(exchange, target, mask)
    changeShare(exchange, target, principal, {
      action: 'Share',
      here: ({ inherited }) => ({ own: mask, inherited }),
      below: ({ own }) => ({ own, inherited: mask }),
    })
    return noContent()
  },
}

export const revokeAccess: OperationHandler = {
  kind: 'action',
  run({ exchange, parameters }) {
    const target = entityParameter(exchange, parameters['Target'])
    const principal = principalOf(exchange, parameters['Revokee'])
    requireShare(exchange, target, 0)
    changeShare(exchange, target, principal, {
      action: 'Unshare',
      here: ({ inherited }) => ({ own: 0, inherited }),
      below: ({ own }) => ({ own, inherited: 0 }),
    })
    return noContent()
  },
}

export const retrieveSharedPrincipalsAndAccess: OperationHandler = {
  kind: 'function',
  run({ exchange, parameters }) {
    const { table, row, id } = entityParameter(exchange, parameters['Target'])
    requireRight(exchange, 'Read', table, row)
    const PrincipalAccesses = sharesOf(exchange.organization.store, id).map(({ principal, own, inherited }) => ({
      AccessMask: printAccessMask(own | inherited),
      Principal: {
        '@odata.type': `#Microsoft.Dynamics.CRM.${principal.type}`,
        [`${principal.type}id`]: principal.id,
        ...(principal.type === 'organization' ? {} : { ownerid: principal.id }),
      },
    }))
    return complexAnswer(exchange, 'RetrieveSharedPrincipalsAndAccessResponse', { PrincipalAccesses })
  },
}
