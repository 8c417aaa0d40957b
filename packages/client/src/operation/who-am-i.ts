import type { WhoAmI } from '../client/client-calls.ts'
import { unreadable } from '../errors/unreadable.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import type { OperationOptions } from '../query/query.ts'
import type { RawRow } from '../row/raw-row.ts'
import type { Operation } from './operation.ts'
import { rawRowOf } from './read-row.ts'
import { signalOf } from './signal-of.ts'

/** `GET WhoAmI()` */
export function whoAmI(options: OperationOptions = {}): Operation<WhoAmI> {
  const request = { method: 'GET', path: 'WhoAmI()', ...signalOf(options) }
  return {
    request,
    read: (response) => {
      const body = rawRowOf(request, response)
      return {
        userId: textOf(request, body, 'UserId'),
        businessUnitId: textOf(request, body, 'BusinessUnitId'),
        organizationId: textOf(request, body, 'OrganizationId'),
      }
    },
  }
}

function textOf(request: ServiceRequest, body: RawRow, name: string): string {
  const value = body[name]
  if (typeof value === 'string') return value
  throw unreadable(request, 200, `the answer has no ${name}`)
}
