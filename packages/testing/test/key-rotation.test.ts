import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { createFakeDynamics, type FakeDynamics } from '../src/index.ts'
import { send, tokenOf } from './fake-calls.ts'

/** Checks a token as an API of one's own does: with the keys that Entra serves now. */
function verify(fake: FakeDynamics, token: string) {
  const url = new URL(`${fake.authority}/${fake.tenantId}/discovery/v2.0/keys`)
  return jwtVerify(token, createRemoteJWKSet(url, { [customFetch]: fake.fetch }))
}

const status = async (fake: FakeDynamics, token: string) => (await send(fake, token, 'GET', 'WhoAmI')).status

describe('keys that are rotated', () => {
  test('sign what comes, and what was signed before stays valid', async () => {
    const fake = createFakeDynamics()
    const before = await tokenOf(fake)
    const first = await verify(fake, before)
    fake.entra.rotateKeys()
    const after = await verify(fake, await tokenOf(fake))
    expect(after.protectedHeader.kid).not.toBe(first.protectedHeader.kid)
    expect((await verify(fake, before)).protectedHeader.kid).toBe(first.protectedHeader.kid)
    expect(await status(fake, before)).toBe(200)
  })

  test('and retired are served no more, and their tokens refused, in this fake only', async () => {
    const fake = createFakeDynamics()
    const before = await tokenOf(fake)
    expect(await status(fake, before)).toBe(200)
    const fork = fake.fork()
    fake.entra.rotateKeys({ retire: true })
    await expect(verify(fake, before)).rejects.toThrow('no applicable key')
    expect(await status(fake, before)).toBe(401)
    expect(await status(fake, await tokenOf(fake))).toBe(200)
    expect(await status(fork, before)).toBe(200)
  })
})
