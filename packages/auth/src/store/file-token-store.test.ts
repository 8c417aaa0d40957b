import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileTokenStore } from './file-token-store.ts'

const hour = 3_600_000
const aToken = () => ({ token: 'a.b.c', expiresOn: Date.now() + hour, storedOn: Date.now() })
const modeOf = (path: string) => statSync(path).mode & 0o777
const posix = process.platform !== 'win32'

let folder: string
let directory: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dynamics-kit-files-'))
  directory = join(folder, 'deep', 'tokens')
})
afterEach(() => rmSync(folder, { recursive: true }))

test.runIf(posix)('makes a directory and files for this user alone', async () => {
  const umask = process.umask(0)
  await fileTokenStore({ directory }).set('a', aToken(), hour)
  process.umask(umask)
  expect(modeOf(directory)).toBe(0o700)
  expect(readdirSync(directory).toSorted()).toEqual(['a.token', 'key'])
  expect(modeOf(join(directory, 'a.token'))).toBe(0o600)
  expect(modeOf(join(directory, 'key'))).toBe(0o600)
})

test('makes one key for stores that start at once', async () => {
  const stores = Array.from({ length: 10 }, () => fileTokenStore({ directory }))
  await Promise.all(stores.map((store, index) => store.set(`${index}`, aToken(), hour)))
  const [first] = stores
  for (let index = 0; index < stores.length; index++) expect(await first?.get(`${index}`)).toBeDefined()
})

test('makes no key file when it is given a key', async () => {
  await fileTokenStore({ directory, key: '00'.repeat(32) }).set('a', aToken(), hour)
  expect(readdirSync(directory)).toEqual(['a.token'])
})

test.runIf(posix)('refuses a directory that others may write to', async () => {
  mkdirSync(directory, { recursive: true })
  chmodSync(directory, 0o777)
  await expect(fileTokenStore({ directory }).get('a')).rejects.toMatchObject({ code: 'directory-unsafe' })
  chmodSync(directory, 0o755)
  expect(await fileTokenStore({ directory }).get('a')).toBeUndefined()
})

test.runIf(posix)('refuses a key file that others may read', async () => {
  await fileTokenStore({ directory }).set('a', aToken(), hour)
  chmodSync(join(directory, 'key'), 0o644)
  await expect(fileTokenStore({ directory }).get('a')).rejects.toMatchObject({ code: 'key-file-unsafe' })
})

test('refuses a key file without a key, and does not repeat it', async () => {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeFileSync(join(directory, 'key'), 'not a key', { mode: 0o600 })
  const reading = fileTokenStore({ directory }).get('a')
  await expect(reading).rejects.toMatchObject({ code: 'key-file-unsafe' })
  await expect(reading).rejects.not.toThrow(/not a key/)
})

test('goes on when its directory is removed', async () => {
  const store = fileTokenStore({ directory, key: '00'.repeat(32) })
  await store.set('a', aToken(), hour)
  rmSync(directory, { recursive: true })
  expect(await store.get('a')).toBeUndefined()
  await store.set('a', aToken(), hour)
  expect(await store.get('a')).toBeDefined()
})

test('removes what has expired and what a crash left, and nothing else', async () => {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const longAgo = new Date(Date.now() - hour)
  for (const name of ['old.token', 'old.lock', 'left.temporary', 'notes.txt', 'young.temporary']) {
    writeFileSync(join(directory, name), '')
    if (name !== 'young.temporary') utimesSync(join(directory, name), longAgo, longAgo)
  }
  await fileTokenStore({ directory, key: '00'.repeat(32) }).set('a', aToken(), hour)
  expect(readdirSync(directory).toSorted()).toEqual(['a.token', 'notes.txt', 'young.temporary'])
})

test('leaves no lock behind', async () => {
  const release = await fileTokenStore({ directory }).acquire?.('a', hour)
  expect(existsSync(join(directory, 'a.lock'))).toBe(true)
  expect(readFileSync(join(directory, 'a.lock'), 'utf8')).not.toBe('')
  await release?.()
  expect(readdirSync(directory)).toEqual([])
})

test('refuses a missing directory and a weak key by name', () => {
  expect(() => fileTokenStore({ directory: '' })).toThrow(/^directory: /)
  expect(() => fileTokenStore({ directory, key: '' })).toThrow(/^key: /)
})
