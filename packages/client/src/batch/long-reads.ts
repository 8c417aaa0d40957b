import type { Send } from '../http/send.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'
import { part } from '../lazy.ts'

/** Longest URL that the service takes (3.4). */
const LONGEST_URL = 32_768

/** Reads whose URL is too long go within a batch, and come back as if they had not. */
export function sendLongReadsInBatch(send: Send, serviceRoot: string): Send {
  const sendAny = (request: ServiceRequest): Promise<ServiceResponse> =>
    request.method === 'GET' && serviceRoot.length + request.path.length > LONGEST_URL
      ? sendInBatch(send, serviceRoot, request)
      : send(request)
  return Object.assign(sendAny, {
    build: (request: ServiceRequest) => send.build(request),
    decoders: send.decoders,
    repeats: send.repeats,
  })
}

async function sendInBatch(send: Send, serviceRoot: string, request: ServiceRequest): Promise<ServiceResponse> {
  const { sendReadInBatch } = await part(import('./send-read-in-batch.ts'))
  return sendReadInBatch(send, serviceRoot, request)
}
