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
}, 180_000)

test('an upload whose program is killed goes on in the next, from the blocks that had arrived', async () => {
  const id = 'a0000000-0000-4000-8000-000000000001'
  const world = startEndToEnd({ accounts: [{ accountid: id, name: 'Contoso' }] })
  const { fake, dynamics } = world
  await dynamics.metadata.createColumn('account', { schemaName: 'new_Contract', type: 'file', label: 'Contract' })
  await using server = await startSilentServer(fake, { matching: 'UploadBlock', answers: 1, unanswered: 1 })
  const told = await tell(world, server.url)
  await runProgram('upload-contract', told, server.silent)
  expect(await dynamics.files.download('accounts', id, 'new_contract')).toBeNull()
  const [, , , , arrived] = (await readFile(file, 'utf8')).split(' ')

  const blocks = () => fake.requests.filter(({ url }) => url.endsWith('UploadBlock')).length
  const before = blocks()
  server.speak()
  await runProgram('upload-contract', told)
  const contract = await dynamics.files.download('accounts', id, 'new_contract')
  expect(contract?.name).toBe('contract.pdf')
  const bytes = await contract!.bytes()
  expect(bytes).toHaveLength(9 * 1024 * 1024)
  expect(bytes.findIndex((byte, index) => byte !== ((index ^ (index >> 8) ^ (index >> 16)) & 255))).toBe(-1)
  // Of three blocks, those that the first program knew to have arrived did not go again.
  expect(blocks() - before).toBe(3 - Number(arrived))
  expect(fake.requests.filter(({ url }) => url.endsWith('InitializeFileBlocksUpload'))).toHaveLength(1)
}, 180_000)
