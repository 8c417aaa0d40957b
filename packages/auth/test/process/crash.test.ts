import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inWorld } from './in-world.ts'
import { onDisk } from './store-home.ts'

test('a process waits for one that died no longer than its lease', async () => {
  const home = await onDisk((folder) => ({ kind: 'file', directory: join(folder, 'tokens') }))
  await inWorld(home.place, async ({ endpoint, start }) => {
    const [victim, survivor] = await start(2)
    endpoint.delay = 60_000
    victim?.getToken().catch(() => undefined)
    await expect.poll(() => endpoint.requests, { timeout: 10_000 }).toBe(1)
    endpoint.delay = 0
    const begin = performance.now()
    const waiting = survivor?.getToken()
    await victim?.kill()
    expect(await waiting).toMatchObject({ token: 'token-2', warnings: [] })
    expect(performance.now() - begin).toBeLessThan(20_000)
  })
  await home.close()
}, 60_000)
