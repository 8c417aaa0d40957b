import { expect, test } from 'vitest'
import { encryptionKey, type EncryptionKey } from './encryption-key.ts'
import { seal, unseal } from './seal.ts'

const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 7)

test('takes one key in every spelling', async () => {
  const spellings: EncryptionKey[] = [
    bytes,
    Buffer.from(bytes).toString('hex'),
    Buffer.from(bytes).toString('hex').toUpperCase(),
    Buffer.from(bytes).toString('base64'),
    Buffer.from(bytes).toString('base64url'),
  ]
  const sealed = await seal(await encryptionKey(bytes)(), 'place', 'text')
  const opened = await Promise.all(spellings.map(async (key) => unseal(await encryptionKey(key)(), 'place', sealed)))
  expect(opened).toEqual(spellings.map(() => 'text'))
})

test('is made once', () => {
  const ready = encryptionKey('correct horse battery staple')
  expect(ready()).toBe(ready())
})

test('cannot be read back', async () => {
  expect((await encryptionKey(bytes)()).extractable).toBe(false)
})

test.each([[undefined], [''], ['too short'], [new Uint8Array(16)]])('refuses %o without repeating it', (key) => {
  expect(() => encryptionKey(key)).toThrow(TypeError)
  expect(() => encryptionKey(key)).toThrow(/^key: give 32 bytes/)
  expect(() => encryptionKey('too short')).not.toThrow(/too short/)
})
