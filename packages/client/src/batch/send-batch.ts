import { batchContentType, printBatchRequest } from '@dynamics-kit/odata'
import type { BatchRequestItem, BatchResponse, BatchResponseItem } from '@dynamics-kit/odata'
import { isDynamicsError } from '../errors/dynamics-error.ts'
import type { DynamicsError } from '../errors/dynamics-error.ts'
import { unreadable } from '../errors/unreadable.ts'
import { readAnswer } from '../http/read-answer.ts'
import type { RequestSettings } from '../http/request-settings.ts'
import type { Send } from '../http/send.ts'
import { isLost, pauseBefore } from '../http/until-answered.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import type { OperationOptions } from '../query/query.ts'
import { doneBefore } from '../operation/operation.ts'
import type { Done } from '../operation/operation.ts'
import { signalOf } from '../operation/signal-of.ts'
import { withEnd } from '../operation/with-end.ts'
import type { AnyItem, OperationItem } from './batch-builder.ts'
import type { BatchResult } from './batch-item.ts'
import { batchRequestItem } from './print-items.ts'
import { readBatchAnswer } from './read-batch-answer.ts'
import { createSplitter, splitItems } from './split-items.ts'

/** How a batch goes on. */
export interface BatchOptions extends OperationOptions {
  /** Goes on after an item that failed: `Prefer: odata.continue-on-error`. Default: what follows is skipped. */
  readonly continueOnError?: boolean | undefined
}

/** Where a batch is sent, and with what on each of its operations. */
export interface BatchContext {
  readonly serviceRoot: string
  readonly settings: RequestSettings
  /** Without the settings: they belong on the parts, the outer request's headers are not inherited (26.1). */
  readonly send: Send
  /** Makes ids of new rows. */
  readonly newId: () => string
}

interface PrintedItem {
  readonly item: AnyItem
  readonly printed: BatchRequestItem
}

/** Sends items, in as many batches as they need, one after another. */
export async function sendBatch(
  context: BatchContext,
  items: readonly AnyItem[],
  given: BatchOptions = {},
): Promise<BatchResult<unknown>[]> {
  const options = withEnd(given)
  const groups = splitItems(items.map((item) => printedItem(context, item)))
  const results: BatchResult<unknown>[] = []
  for (const group of groups) {
    const stopped = options.continueOnError !== true && results.some(({ status }) => status === 'failed')
    // What comes later waits for what comes first.
    // oxlint-disable-next-line no-await-in-loop
    results.push(...(stopped ? group.map(() => SKIPPED) : await sendGroup(context, group, options)))
  }
  return results
}

/** {@link sendBatch} for items that become known one by one, each result as soon as it is known. */
export async function* streamBatch(
  context: BatchContext,
  items: Iterable<AnyItem> | AsyncIterable<AnyItem>,
  given: BatchOptions = {},
): AsyncGenerator<BatchResult<unknown>, void> {
  const options = withEnd(given)
  const splitter = createSplitter<PrintedItem>()
  let isStopped = false
  async function* resultsOf(group: readonly PrintedItem[]): AsyncGenerator<BatchResult<unknown>, void> {
    for await (const { result } of slotsOf(context, group, true, options)) {
      const known = await result
      isStopped ||= known.status === 'failed' && options.continueOnError !== true
      yield known
    }
  }
  for await (const item of items) {
    const whole = splitter.add(printedItem(context, item))
    if (whole) yield* resultsOf(whole)
    if (isStopped) return
  }
  const rest = splitter.rest()
  if (rest.length > 0) yield* resultsOf(rest)
}

function printedItem({ serviceRoot, settings }: BatchContext, item: AnyItem): PrintedItem {
  return { item, printed: batchRequestItem(item, serviceRoot, settings) }
}

const SKIPPED = { status: 'skipped' } as const

/** Operations whose answers are rather read at once: what streams need would take longer. */
const FEW = 20

async function sendGroup(
  context: BatchContext,
  group: readonly PrintedItem[],
  options: BatchOptions,
): Promise<BatchResult<unknown>[]> {
  const results: Promise<BatchResult<unknown>>[] = []
  for await (const { result } of slotsOf(context, group, group.length > FEW, options)) {
    // Heard of below.
    result.catch(() => undefined)
    results.push(result)
  }
  return Promise.all(results)
}

/** The place of an item; what is missing of its result may still be asked for. */
interface Slot {
  readonly result: Promise<BatchResult<unknown>>
}

/**
 * The slots of a group, each as soon as its answer has arrived. An answer that breaks off is asked for again from where it broke,
 * if what is left may be done twice.
 */
async function* slotsOf(
  { send }: BatchContext,
  group: readonly PrintedItem[],
  inPieces: boolean,
  options: BatchOptions,
): AsyncGenerator<Slot, void> {
  let at = 0
  let breaks = 0
  let isRepeated = false
  while (at < group.length) {
    const left = group.slice(at)
    const request = batchRequest(left, inPieces, options)
    // The rest waits for what comes first.
    // oxlint-disable-next-line no-await-in-loop
    const response = await send(request)
    isRepeated ||= response.afterLost === true
    let wasDone = false
    let isOver = false
    try {
      for await (const answer of readBatchAnswer(request, response)) {
        const entry = group[at++]
        if (entry === undefined) return
        const result = resultOf(entry.item, answer, send, isRepeated)
        yield { result }
        // What a lost attempt has done stops this one; what follows it is asked for by itself.
        const refused = isRefused(answer)
        wasDone = isRepeated && refused && (await hasSucceeded(result))
        isOver = at === group.length || (refused && !wasDone && options.continueOnError !== true)
      }
      if (!wasDone) break
    } catch (error) {
      // What broke off was the end of an answer that says all there is to say.
      if (isOver && isLost(error)) break
      if (!isLost(error) || !request.repeatable || breaks >= send.repeats) throw error
      isRepeated = true
      // oxlint-disable-next-line no-await-in-loop
      await pauseBefore(breaks++, error, options.signal)
    }
  }
  for (; at < group.length; at++) yield { result: Promise.resolve(SKIPPED) }
}

function batchRequest(
  group: readonly PrintedItem[],
  inPieces: boolean,
  options: BatchOptions,
): ServiceRequest & { readonly repeatable: boolean } {
  const boundary = `batch_${crypto.randomUUID()}`
  return {
    method: 'POST',
    path: '$batch',
    headers: {
      'Content-Type': batchContentType(boundary),
      ...(options.continueOnError === true && { Prefer: 'odata.continue-on-error' }),
    },
    body: printBatchRequest(
      group.map(({ printed }) => printed),
      boundary,
    ),
    // What may be done twice one by one may be together.
    repeatable: group.every(({ item }) => operationsOf(item).every(isRepeatable)),
    ...(inPieces && { expects: 'pieces' }),
    ...signalOf(options),
  }
}

async function hasSucceeded(result: Promise<BatchResult<unknown>>): Promise<boolean> {
  // Whoever waits for the result hears what went wrong.
  const known = await result.catch(() => undefined)
  return known?.status === 'succeeded'
}

function isRefused(answer: BatchResponseItem): boolean {
  const answers = answer.kind === 'response' ? [answer] : answer.responses
  return answers.some(({ status }) => status >= 400)
}

async function resultOf(
  item: AnyItem,
  answer: BatchResponseItem,
  send: Send,
  isRepeated: boolean,
): Promise<BatchResult<unknown>> {
  const answers = answer.kind === 'response' ? [answer] : answer.responses
  try {
    if (item.kind === 'operation') return { status: 'succeeded', value: await readPart(item, answers[0], send) }
    return { status: 'succeeded', value: await readChangeSet(item.items, answers, send) }
  } catch (error) {
    if (!isDynamicsError(error)) throw error
    if (!isRepeated) return { status: 'failed', error }
    const done = await doneItem(item, Object.assign(error, { afterLostAnswer: true as const }), answers, send)
    return done ? { status: 'succeeded', value: done.value } : { status: 'failed', error }
  }
}

/** What an item gave that was done before, by a batch whose answer was lost: all of a change set, or nothing of it. */
async function doneItem(
  item: AnyItem,
  error: DynamicsError,
  answers: readonly BatchResponse[],
  send: Send,
): Promise<Done<unknown> | undefined> {
  if (item.kind === 'operation') return doneBefore(item.operation, error, send)
  const refused = answers.find(({ status }) => status >= 400)
  const proof = item.items.find(({ contentId }) => contentId === refused?.contentId) ?? item.items[0]
  if (proof === undefined || (await doneBefore(proof.operation, error, send)) === undefined) return undefined
  const values = await Promise.all(item.items.map(({ operation }) => operation.done?.(send)))
  return values.every((done) => done !== undefined) ? { value: values.map((done) => done.value) } : undefined
}

function operationsOf(item: AnyItem): readonly OperationItem[] {
  return item.kind === 'operation' ? [item] : item.items
}

function isRepeatable({ operation: { request } }: OperationItem): boolean {
  return request.method === 'GET' || request.repeatable === true
}

/** All answers in order; a change set that failed has one answer, the error, which names its operation by Content-ID. */
async function readChangeSet(
  items: readonly OperationItem[],
  answers: readonly BatchResponse[],
  send: Send,
): Promise<unknown[]> {
  const failed = answers.find(({ status }) => status >= 400)
  if (failed !== undefined) throw await errorOf(items, failed)
  return Promise.all(
    items.map((item, index) =>
      readPart(item, answers.find(({ contentId }) => contentId === item.contentId) ?? answers[index], send),
    ),
  )
}

async function errorOf(items: readonly OperationItem[], answer: BatchResponse): Promise<DynamicsError> {
  const item = items.find(({ contentId }) => contentId === answer.contentId)
  const request: ServiceRequest = item?.operation.request ?? { method: 'POST', path: '$batch' }
  try {
    await readAnswer(request, { ...answer, headers: headersOf(answer), text: answer.body })
  } catch (error) {
    if (isDynamicsError(error)) return error
    throw error
  }
  return unreadable(request, answer.status, 'the answer of a change set is neither an error nor complete')
}

async function readPart({ operation }: OperationItem, answer: BatchResponse | undefined, send: Send): Promise<unknown> {
  if (answer === undefined) throw unreadable(operation.request, 200, 'the answer of the batch lacks this operation')
  const response = await readAnswer(operation.request, { ...answer, headers: headersOf(answer), text: answer.body })
  return operation.read(response, send)
}

function headersOf({ headers }: BatchResponse): Headers {
  return new Headers(headers.map(([name, value]) => [name, value]))
}
