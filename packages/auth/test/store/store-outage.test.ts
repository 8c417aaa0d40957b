import KeyvRedis from '@keyv/redis'
import { Keyv } from 'keyv'
import { expect, test } from 'vitest'
import { clientSecret, keyvTokenStore } from '../../src/index.ts'
import { startTokenEndpoint } from '../process/token-endpoint.ts'
import { redisUnavailable, startRedis } from './redis-server.ts'

const scopeOf = (name: string) => `https://${name}.crm.dynamics.com/.default`

test.skipIf(redisUnavailable !== undefined)(
  'Redis that goes away costs one warning, and comes back by itself',
  async () => {
    let redis = await startRedis()
    const endpoint = await startTokenEndpoint()
    const url = `redis://127.0.0.1:${redis.port}`
    const keyvs: Keyv[] = []
    const warnings: string[] = []
    const make = () => {
      const keyv = new Keyv(new KeyvRedis(url))
      keyvs.push(keyv)
      return clientSecret({
        tenantId: 'contoso.onmicrosoft.com',
        clientId: '22222222-2222-2222-2222-222222222222',
        clientSecret: 'Zq88Q~not-a-real-secret-value-0123456789',
        authority: endpoint.authority,
        store: keyvTokenStore(keyv, { key: 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=' }),
        onWarning: (warning) => warnings.push(`${warning.code}: ${warning.message}`),
      })
    }
    const credential = make()
    await credential.getToken(scopeOf('contoso'))
    await redis.close()

    // Kept tokens are not even looked up; new ones are had without the store.
    expect((await credential.getToken(scopeOf('contoso'))).token).toBe('token-1')
    expect((await credential.getToken(scopeOf('fabrikam'))).token).toBe('token-2')
    expect((await credential.getToken(scopeOf('adventure-works'))).token).toBe('token-3')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).not.toMatch(/redis:|127\.0\.0\.1/)

    redis = await startRedis(redis.port)
    await expect
      .poll(
        async () => {
          await credential.getToken(scopeOf('contoso'), { forceRefresh: true })
          const before = endpoint.requests
          await make().getToken(scopeOf('contoso'))
          return endpoint.requests - before
        },
        { timeout: 30_000, interval: 500 },
      )
      .toBe(0)
    expect(warnings).toHaveLength(1)
    await Promise.all(keyvs.map((keyv) => keyv.disconnect()))
    await redis.close()
    await endpoint.close()
  },
  60_000,
)
