import type { ClientSecretCredential } from '@dynamics-kit/auth'
import type { TokenCredential } from '@dynamics-kit/client'
import { expectTypeOf, test } from 'vitest'

/** `TokenCredential` of `@azure/core-auth` 1, as far as a caller sees it. */
interface AzureTokenCredential {
  getToken(
    scopes: string | string[],
    options?: { abortSignal?: { readonly aborted: boolean }; claims?: string; tenantId?: string; enableCae?: boolean },
  ): Promise<{
    token: string
    expiresOnTimestamp: number
    refreshAfterTimestamp?: number
    tokenType?: 'Bearer' | 'pop'
  } | null>
}

test('credentials of this project and of the Azure SDK fit', () => {
  expectTypeOf<ClientSecretCredential>().toExtend<TokenCredential>()
  expectTypeOf<AzureTokenCredential>().toExtend<TokenCredential>()
})
