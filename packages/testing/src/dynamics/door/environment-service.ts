import { isODataSyntaxError } from '@dynamics-kit/odata'
import type { AccessTokenClaims, Service, ServiceCall, World } from '../../world/world.ts'
import { answerBatch, isBatch } from '../batch/answer-batch.ts'
import { Fault, noSuchResource } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import type { Organization } from '../organization.ts'
import { runDueJobs } from '../jobs/run-due-jobs.ts'
import { type Answer, faultAnswer, toResponse } from '../response/answer.ts'
import { describeOperation } from '../routes/described-operation.ts'
import { bodyOfBytes, type RequestBody } from '../routes/request-body.ts'
import { syntaxFault } from '../routes/syntax-fault.ts'
import { answerWebApi, createExchange, requireImpersonationRight } from '../routes/web-api.ts'
import { maximumUrl, webApiAddress, type WebApiAddress, type WebApiRequest } from '../routes/web-api-request.ts'
import { answerSearch, type SearchAddress, searchAddress } from '../search/native-endpoint.ts'
import { createSequentialIds } from '../store/sequential-ids.ts'
import { answerStatusMonitor } from '../user-code/background-operations.ts'
import { admit } from './admit.ts'
import { authenticate, createBearers } from './authenticate.ts'
import { challenge } from './challenge.ts'
import { claimsChallenge } from './claims-challenge.ts'
import type { NamedFault } from './fault-names.ts'
import type { FaultPlan } from './fault-plan.ts'
import type { Arrival, ServiceProtection } from './service-protection.ts'
import type { Throttle } from './throttle.ts'
import { tokenUser } from './token-user.ts'

/** What stands between an environment and who asks it. */
export interface EnvironmentDoor {
  readonly world: World
  /** The tenant whose apps and users may come in. */
  readonly tenantId: string
  readonly organizationId: string
  /** As it is now: a reset puts another in its place. */
  readonly current: () => Organization
  readonly isSet: (name: string) => boolean
  readonly throttle: Throttle
  readonly faults: FaultPlan
  readonly protection: ServiceProtection
}

/** Lets requests in, or not, and answers those that are: tokens, faults, throttling, batches. */
export function createEnvironmentService({
  world,
  tenantId,
  organizationId,
  current,
  isSet,
  throttle,
  faults,
  protection,
}: EnvironmentDoor): Service {
  const bearers = createBearers()
  const requestIds = createSequentialIds(organizationId)
  return serve

  async function serve(call: ServiceCall): Promise<Response> {
    const requestId = requestIds.next()
    const address = webApiAddress(call.path)
    const isMonitor = call.path.startsWith('/api/backgroundoperation/')
    const search = searchAddress(call.path)
    if (!address && !isMonitor && !search) return toResponse(faultAnswer(outside(call)), { requestId })
    if (longestSegment(call.path) > maximumSegment) return invalidUrl(requestId)
    const arrival = protection.arrive(() => tokenUser(call.request.headers))
    try {
      return await answerAdmitted(call, address ?? search ?? 'monitor', requestId, arrival)
    } finally {
      arrival.leave()
    }
  }

  async function answerAdmitted(
    call: ServiceCall,
    address: Admission['address'],
    requestId: string,
    arrival: Arrival,
  ): Promise<Response> {
    const path = typeof address === 'string' || 'operation' in address ? '' : address.path
    const described = describeOperation(call.request.method, path, isSet)
    call.understood?.({ path, ...described })
    const authentication = await authenticate(world, call, { bearers, tenantId })
    if (!authentication.valid) return challenge(call, tenantId, requestId, authentication.complaint)
    const claims = world.accessEvaluation.challengeFor(authentication.claims)
    if (claims) return claimsChallenge(call, requestId, claims)
    const body = bodyOfBytes(
      call.request.body === null ? new Uint8Array() : new Uint8Array(await call.request.arrayBuffer()),
    )
    // From here on nothing waits, so that one request sees all of another or nothing.
    const user = authentication.claims.oid
    const due = faults.take(described, 'request')
    call.understood?.({ body: body.bytes(), ...(due ? { fault: due.name } : {}) })
    if (due?.fault.kind === 'answer') return toResponse(faultAnswer(faultOf(due.fault)), { requestId })
    if (due?.fault.when === 'before') return Response.error()
    const organization = current()
    runDueJobs(organization)
    const { answer, operations } = admitAndAnswer(organization, {
      call,
      address,
      claims: authentication.claims,
      body,
      user,
      arrival,
    })
    runDueJobs(organization)
    if (answer.status !== 429) protection.count(user, operations)
    const response = toResponse(answer, { requestId }, protection.remaining(user))
    if (!due) return response
    return due.fault.when === 'after' ? Response.error() : torn(response)
  }

  /** The fault of an operation in a batch. */
  function refuseInBatch({ method, address }: Pick<WebApiRequest, 'method' | 'address'>): Fault | undefined {
    const due = faults.take(describeOperation(method, address.path, isSet), 'batch')
    return due?.fault.kind === 'answer' ? faultOf(due.fault) : undefined
  }

  /** The answer, and how many operations it counts as. */
  function admitAndAnswer(
    organization: Organization,
    { call, address, claims, body, user, arrival }: Admission,
  ): {
    readonly answer: Answer
    readonly operations: number
  } {
    try {
      const refusal = throttle.take() ?? protection.refuse(user, arrival)
      if (refusal) return alone(faultAnswer(refusal))
      const { method, headers } = call.request
      const caller = admit(organization, claims, headers)
      call.understood?.({ caller: caller.actualUserId })
      if (address === 'root') throw noSuchResource(call.url.href)
      if (address === 'monitor') return alone(answerStatusMonitor(organization, caller, method, call.path))
      const asked = { method, headers, url: call.url, base: call.base, body, maximumUrl }
      if ('operation' in address) {
        requireImpersonationRight(organization, caller)
        const exchange = createExchange(organization, caller, { ...asked, address: { version: '9.2', path: '' } }, {})
        return alone(answerSearch(exchange, address, body))
      }
      const request = { ...asked, address }
      if (isBatch(request)) {
        const admitted = (inner: Headers) => admit(organization, claims, inner)
        return answerBatch(organization, admitted, request, refuseInBatch)
      }
      return alone(answerWebApi(organization, caller, request))
    } catch (error) {
      if (error instanceof Fault) return alone(faultAnswer(error))
      if (isODataSyntaxError(error)) return alone(faultAnswer(syntaxFault(error)))
      throw error
    }
  }
}

/** The answer of an error that was made to happen; what stands in front of the service answers with a page. */
const faultOf = ({ status, code, message, retryAfter }: Extract<NamedFault, { kind: 'answer' }>): Fault =>
  new Fault(status, code, message, retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) })

/** The first half of a body, and then the connection ends; at once where there is none. */
function torn(response: Response): Response {
  if (response.body === null) return Response.error()
  const source = response.body.getReader()
  let isCut = false
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value = new Uint8Array() } = isCut ? {} : await source.read()
        isCut = true
        if (value.length > 1) controller.enqueue(value.subarray(0, Math.floor(value.length / 2)))
        else controller.error(new TypeError('terminated'))
      },
    },
    // An error takes away what nobody has read: it comes when more is asked for.
    { highWaterMark: 0 },
  )
  return new Response(body, response)
}

/** A request of somebody whose token is valid. */
interface Admission {
  readonly call: ServiceCall
  readonly address: WebApiAddress | SearchAddress | 'root' | 'monitor'
  readonly claims: AccessTokenClaims
  readonly body: RequestBody
  readonly user: string
  readonly arrival: Arrival
}

function outside(call: ServiceCall): Fault {
  if (call.path.startsWith('/api/discovery')) return notModelled('discovery')
  return noSuchResource(call.url.href)
}

/** Longest segment of a path, in characters. */
const maximumSegment = 260

/** A short path has no long segment. */
const longestSegment = (path: string): number =>
  path.length <= maximumSegment ? 0 : Math.max(...path.split('/').map((segment) => segment.length))

const alone = (answer: Answer): { readonly answer: Answer; readonly operations: number } => ({ answer, operations: 1 })

/** What the web server in front of the service says. */
const invalidUrl = (requestId: string): Response =>
  new Response(
    '<!DOCTYPE HTML><html><head><title>Bad Request</title></head><body><h2>Bad Request - Invalid URL</h2></body></html>',
    {
      status: 400,
      headers: { 'Content-Type': 'text/html; charset=us-ascii', 'x-ms-service-request-id': requestId },
    },
  )
