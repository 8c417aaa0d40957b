import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientSecret } from '@dynamics-kit/auth'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEndToEnd } from './end-to-end-client.ts'
import type { EndToEnd } from './end-to-end-client.ts'
import { runProgram } from './killed/program.ts'
import type { Told } from './killed/program.ts'
import { startSilentServer } from './killed/silent-server.ts'
import { accounts } from './tables/accounts.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dynamics-kit-'))
  file = join(folder, 'place')
  await writeFile(file, '')
})
afterEach(() => rm(folder, { recursive: true }))

async function tell({ fake }: EndToEnd, url: string): Promise<Told> {
  const { tenantId, clientId, clientSecret: secret } = fake
  const credential = clientSecret({ tenantId, clientId, clientSecret: secret, fetch: fake.fetch })
  const { token } = await credential.getToken(`${fake.url}/.default`)
  return { url, token, file }
}

test('a load whose program is killed goes on in the next, and makes no row twice', async () => {
  const world = startEndToEnd()
  const { fake, dynamics } = world
  await using server = await startSilentServer(fake, { matching: 'CreateMultiple', answers: 7, unanswered: 3 })
  const told = await tell(world, server.url)
  await runProgram('load-accounts', told, server.silent)
  const made = await dynamics.from(accounts).count()
  const [, , position] = (await readFile(file, 'utf8')).split(' ')
  // Rows that the program does not know of are there.
  expect(made).toBeGreaterThan(Number(position) + 20)
  expect(made).toBeLessThan(299)

  server.speak()
  const end = JSON.parse(await runProgram('load-accounts', told)) as { failures: [number, string][] }
  expect(end).toMatchObject({ processed: 300 - Number(position), position: 300 })
  // The one that is too long, unless the first program heard of it; none that is there already.
  expect(end.failures.every(([index]) => index === 42)).toBe(true)
  const names = (await dynamics.from(accounts).select('name').all()).map(({ name }) => name)
  expect(names).toHaveLength(299)
  expect(new Set(names).size).toBe(299)
}, 60_000)
