import {
  batchLimits,
  type BatchOperation,
  type BatchRequestItem,
  isBatchError,
  parseBatchRequest,
} from '@dynamics-kit/odata'
import { badPayload, type Fault } from '../fault.ts'
import { referencesIn } from './content-references.ts'

const unreadable = (why: string): Fault => badPayload('', why)

/**
 * What a `$batch` asks for, once it is sure that the whole of it can be run.
 *
 * @throws Fault 400 for a body that is no batch, and for one that the service refuses before it runs any of it
 */
export function readBatch(contentType: string, body: string): readonly BatchRequestItem[] {
  const items = parse(contentType, body)
  const operations = items.flatMap((item) => (item.kind === 'operation' ? [item] : item.operations))
  if (operations.length > batchLimits.operations) {
    throw unreadable(
      `Microsoft.OData.ODataException: The batch has more operations than the maximum of ${batchLimits.operations}.`,
    )
  }
  for (const operation of operations) {
    refuseNested(operation)
    requireHeaders(operation)
  }
  for (const item of items) {
    if (item.kind === 'operation') requireReferences(item, new Set())
    else checkChangeSet(item.operations)
  }
  return items
}

function parse(contentType: string, body: string): readonly BatchRequestItem[] {
  requireLineEnds(body)
  try {
    return parseBatchRequest(contentType, body)
  } catch (error) {
    if (isBatchError(error)) throw unreadable(`Microsoft.OData.ODataException: ${error.message}`)
    throw error
  }
}

/** Lines between parts end with CRLF, the last one too: of others the service reads beyond the end (reference 26.1). */
function requireLineEnds(body: string): void {
  const delimiter = /(?:^|\n)(--[^\r\n]+)/.exec(body)?.[1]?.trimEnd()
  if (delimiter === undefined) return
  const isBare = body.split('\n').some((line) => line.startsWith(delimiter) && !line.endsWith('\r'))
  if (isBare) throw unreadable('System.ArgumentException: Stream was not readable.')
}

function refuseNested({ target }: BatchOperation): void {
  if (/\/?\$batch\/?(?:\?|$)/.test(target)) {
    throw unreadable('Microsoft.OData.ODataException: A batch cannot be part of another batch.')
  }
}

/** A header of an answer repeats the content id, so what no header can have ends here. */
function requireHeaders({ headers, contentId = '' }: BatchOperation): void {
  const wrong = hasControls(contentId) ? 'Content-ID' : headers.find(([, value]) => hasControls(value))?.[0]
  if (wrong === undefined) return
  throw unreadable(`Microsoft.OData.ODataException: The header '${wrong}' has a character that no header can have.`)
}

const hasControls = (text: string): boolean => [...text].some((one) => (one < ' ' && one !== '\t') || one === '\u007f')

const methodsOfChangeSets: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

function checkChangeSet(operations: readonly BatchOperation[]): void {
  const declared = new Set<string>()
  for (const operation of operations) {
    const { method, contentId } = operation
    if (!methodsOfChangeSets.has(method.toUpperCase())) {
      throw unreadable(
        `Microsoft.OData.ODataException: An invalid HTTP method '${method}' was detected for a request in a change set. Requests in change sets only support the HTTP methods 'POST', 'PUT', 'DELETE', and 'PATCH'.`,
      )
    }
    requireReferences(operation, declared)
    if (contentId === undefined) continue
    if (declared.has(`$${contentId}`)) {
      throw unreadable(
        `Microsoft.OData.ODataException: The content ID '${contentId}' was found more than once in the same change set. Content IDs have to be unique across all operations of a change set.`,
      )
    }
    declared.add(`$${contentId}`)
  }
}

/** `$n` stands for an earlier operation of the same change set. */
function requireReferences(operation: BatchOperation, declared: ReadonlySet<string>): void {
  const unknown = referencesIn(operation).find((name) => !declared.has(name))
  if (unknown === undefined) return
  throw unreadable(
    `Microsoft.OData.ODataException: Content-ID Reference: '${unknown}' does not exist in the batch context.`,
  )
}
