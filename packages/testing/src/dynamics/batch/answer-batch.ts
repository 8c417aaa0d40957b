import { type BatchChangeSet, type BatchOperation, type BatchResponseItem, parsePrefer } from '@dynamics-kit/odata'
import type { Caller } from '../exchange.ts'
import { Fault, methodNotAllowed } from '../fault.ts'
import type { Organization } from '../organization.ts'
import { type Answer, applied, faultAnswer } from '../response/answer.ts'
import { answerWebApi } from '../routes/web-api.ts'
import type { WebApiRequest } from '../routes/web-api-request.ts'
import { transact } from '../transact.ts'
import { batchPart } from './batch-part.ts'
import { operationRequest } from './operation-request.ts'
import { printBatchAnswer } from './print-batch-answer.ts'
import { readBatch } from './read-batch.ts'

export const isBatch = ({ address }: WebApiRequest): boolean => /^\$batch\/?$/.test(address.path)

/** The answer to a batch, and how many operations it had. */
export interface BatchAnswer {
  readonly answer: Answer
  readonly operations: number
}

/**
 * Runs a `$batch`: one operation after another, each as if it were sent alone; change sets as a whole or not at all. After a
 * failure the rest is left, unless the batch prefers to go on (reference 26).
 *
 * @param admit who calls, by the headers of one operation: each may impersonate another user
 * @param refusal what an operation is refused with before it is run
 * @throws Fault 400 for a batch of which nothing is run
 */
export function answerBatch(
  organization: Organization,
  admit: (headers: Headers) => Caller,
  batch: WebApiRequest,
  refusal: (request: WebApiRequest) => Fault | undefined = () => undefined,
): BatchAnswer {
  if (batch.method !== 'POST') throw methodNotAllowed(batch.method)
  const items = readBatch(batch.headers.get('content-type') ?? '', batch.body.text())
  const goesOn = parsePrefer(batch.headers.get('prefer') ?? '').continueOnError === true
  const run = (operation: BatchOperation, references: ReadonlyMap<string, string>): Answer => {
    try {
      const request = operationRequest(operation, batch, references)
      const refused = refusal(request)
      if (refused) return faultAnswer(refused)
      return answerWebApi(organization, admit(request.headers), request)
    } catch (error) {
      if (error instanceof Fault) return faultAnswer(error)
      throw error
    }
  }
  const { newId } = organization.world
  const answers: BatchResponseItem[] = []
  let operations = 0
  let status = 200
  for (const item of items) {
    const result = item.kind === 'operation' ? runAlone(item, run, newId) : runChangeSet(organization, item, batch, run)
    operations += item.kind === 'operation' ? 1 : item.operations.length
    answers.push(result.item)
    if (result.status < 400 || goesOn) continue
    status = result.status
    break
  }
  const boundary = `batchresponse_${newId()}`
  const headers = { 'Content-Type': `multipart/mixed; boundary=${boundary}` }
  const body = printBatchAnswer(answers, boundary, newId)
  return {
    answer: { status, headers: goesOn ? { ...headers, ...applied({ continueOnError: true }) } : headers, body },
    operations,
  }
}

type Run = (operation: BatchOperation, references: ReadonlyMap<string, string>) => Answer

interface ItemResult {
  readonly item: BatchResponseItem
  readonly status: number
}

function runAlone(operation: BatchOperation, run: Run, newId: () => string): ItemResult {
  const answer = run(operation, new Map())
  return { item: batchPart(answer, operation.contentId, newId()), status: answer.status }
}

/** Takes the change set back; carries the answer that is given in its place. */
class ChangeSetFailure extends Error {
  override readonly name = 'ChangeSetFailure'
  readonly answer: Answer
  readonly contentId: string | undefined

  constructor(answer: Answer, contentId: string | undefined) {
    super('An operation of a change set failed.')
    this.answer = answer
    this.contentId = contentId
  }
}

function runChangeSet(
  organization: Organization,
  { operations }: BatchChangeSet,
  batch: WebApiRequest,
  run: Run,
): ItemResult {
  const { newId } = organization.world
  try {
    const responses = transact(organization, () => {
      const references = new Map<string, string>()
      return operations.map((operation) => {
        const answer = run(operation, references)
        if (answer.status >= 400) throw new ChangeSetFailure(answer, operation.contentId)
        if (operation.contentId !== undefined) {
          const url = answer.headers['OData-EntityId'] ?? answer.headers['Location']
          const addressed = () => operationRequest(operation, batch, references).url.href
          references.set(`$${operation.contentId}`, url ?? addressed())
        }
        return batchPart(answer, operation.contentId, newId())
      })
    })
    return { item: { kind: 'changeSet', responses }, status: 200 }
  } catch (error) {
    if (!(error instanceof ChangeSetFailure)) throw error
    const { answer, contentId } = error
    return {
      item: { kind: 'changeSet', responses: [batchPart(answer, contentId, newId())] },
      status: answer.status,
    }
  }
}
