import type { BatchOperation, BatchRequestItem } from '@dynamics-kit/odata'
import { applySettings } from '../http/request-settings.ts'
import type { RequestSettings } from '../http/request-settings.ts'
import type { AnyItem, OperationItem } from './batch-builder.ts'
import { referredContentIds } from './referred-content-ids.ts'

/** Operations as the parts of a `$batch`. `serviceRoot` is the one of the client. */
export function batchRequestItem(item: AnyItem, serviceRoot: string, settings: RequestSettings): BatchRequestItem {
  if (item.kind === 'operation') return batchOperation(item, serviceRoot, settings)
  refuseForeignReferences(item.items)
  return { kind: 'changeSet', operations: item.items.map((inner) => batchOperation(inner, serviceRoot, settings)) }
}

function batchOperation(item: OperationItem, serviceRoot: string, settings: RequestSettings): BatchOperation {
  const { method, path, headers, body } = applySettings(settings, item.operation.request)
  if (item.contentId !== undefined && method === 'GET') throw new TypeError('A change set has no reads.')
  const all: Record<string, string> = { Accept: 'application/json' }
  if (body !== undefined) all['Content-Type'] = 'application/json'
  return {
    kind: 'operation',
    method,
    target: targetOf(path, serviceRoot),
    headers: Object.entries({ ...all, ...headers }),
    body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    ...(item.contentId !== undefined && { contentId: item.contentId }),
  }
}

/** From the host, `/api/data/v9.2/accounts`, as every sample has it; `$1/…` as it is. */
function targetOf(path: string, serviceRoot: string): string {
  if (/^\$\d/.test(path)) return path
  const { pathname, search } = new URL(path, serviceRoot)
  return pathname + search
}

/** A reference stands for a row that an earlier operation of the same change set creates (26.1). */
function refuseForeignReferences(items: readonly OperationItem[]): void {
  const created = new Set<string>()
  for (const { operation, contentId } of items) {
    for (const id of referredContentIds(operation.request.path, operation.request.body)) {
      if (!created.has(id)) {
        throw new TypeError(`Reference $${id} stands for a row that no earlier operation of its change set creates.`)
      }
    }
    if (contentId !== undefined) created.add(contentId)
  }
}
