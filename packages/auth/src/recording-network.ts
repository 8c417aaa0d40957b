import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import type { TokenResponse } from './token-response.ts'
import { postForm, type TokenTransportOptions } from './token-transport.ts'

/**
 * msal-node's way to the network, which remembers what came back: msal-node keeps neither the network's error nor the whole
 * answer. One object serves one acquisition.
 */
export class RecordingNetwork implements INetworkModule {
  readonly #transport: TokenTransportOptions
  /** The last answer; one that is no success holds no secret of the request any more. */
  response: TokenResponse | undefined
  /** Why there was no answer. */
  failure: unknown

  constructor(transport: TokenTransportOptions) {
    this.#transport = transport
  }

  /** Nothing is ever discovered: the endpoints are spelled out. */
  sendGetRequestAsync<T>(url: string): Promise<NetworkResponse<T>> {
    return Promise.reject(new TypeError(`unexpected discovery request to ${new URL(url).origin}`))
  }

  async sendPostRequestAsync<T>(url: string, options: NetworkRequestOptions = {}): Promise<NetworkResponse<T>> {
    this.response = undefined
    this.failure = undefined
    try {
      const response = await postForm(url, options.body ?? '', options.headers ?? {}, this.#transport)
      this.response = response
      // msal-node reads members of the body, so it must be an object whatever was answered.
      return { status: response.status, headers: { ...response.headers }, body: (response.body ?? {}) as T }
    } catch (error) {
      this.failure = error
      throw error
    }
  }
}
