import type { NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import { RecordingNetwork } from './recording-network.ts'
import type { TokenTransportOptions } from './token-transport.ts'

/** What a device that asks too often waits longer, in milliseconds (RFC 8628 section 3.5). */
const slowDown = 5000

/**
 * The network of a device code sign-in. msal-node takes `slow_down` for a failure; here it is a longer pause.
 */
export class DeviceCodeNetwork extends RecordingNetwork {
  readonly #sleep: (milliseconds: number) => Promise<void>
  #extra = 0

  constructor(transport: TokenTransportOptions) {
    super(transport)
    this.#sleep = transport.sleep ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)))
  }

  override async sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    if (this.#extra > 0) await this.#sleep(this.#extra)
    const answer = await super.sendPostRequestAsync<T>(url, options)
    const { body } = answer
    if (typeof body !== 'object' || body === null || Reflect.get(body, 'error') !== 'slow_down') return answer
    this.#extra += slowDown
    return { ...answer, body: { ...body, error: 'authorization_pending' } }
  }
}
