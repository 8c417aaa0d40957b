import { azureCli, azureDeveloperCli, chain, isAuthError } from '@dynamics-kit/auth'
import type { TokenCredential } from '@dynamics-kit/client'
import { CommandFailure } from './command-failure.ts'

/**
 * Whoever is signed in to a tool of this machine.
 *
 * @param otherwise What else can be done, where nobody is: the end of a sentence that begins with `Run az login, or`.
 * @throws CommandFailure From `getToken`, where nobody is signed in.
 */
export function developer(options: { readonly tenantId?: string }, otherwise: string): TokenCredential {
  const tools = chain(azureCli(options), azureDeveloperCli(options))
  return {
    async getToken(scopes, given) {
      try {
        return await tools.getToken(scopes, given)
      } catch (error) {
        if (!isAuthError(error) || error.code !== 'chain-exhausted') throw error
        const reasons = (error.attempts ?? []).map(({ reason }) => `\n- ${reason}`).join('')
        throw new CommandFailure('failed', `Nobody is signed in here:${reasons}\nRun az login, or ${otherwise}.`, {
          cause: error,
        })
      }
    },
  }
}
