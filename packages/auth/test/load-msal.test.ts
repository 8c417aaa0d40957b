import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'
import { makeCertificate } from './support/certificates.ts'

const run = promisify(execFile)
const program = join(import.meta.dirname, 'loading/program.ts')

test('loads what signs assertions only when one is signed', { timeout: 30_000 }, async () => {
  const { stdout } = await run(process.execPath, ['--conditions=source', program], {
    env: { CERTIFICATE: makeCertificate().pem },
  })
  expect(stdout.trim().split('\n')).toEqual(['token-1 false 0', 'token-2 true 3'])
})

test('gets tokens in a program that a bundler made, without packages beside it', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bundled-'))
  try {
    const bundle = await rolldown({
      input: program,
      platform: 'node',
      resolve: { conditionNames: ['source', 'node', 'import'] },
      external: [/^node-forge$/],
      logLevel: 'silent',
    })
    await bundle.write({ dir: folder, format: 'esm', entryFileNames: 'program.mjs', chunkFileNames: '[name].mjs' })
    await bundle.close()
    const { stdout } = await run(process.execPath, [join(folder, 'program.mjs')], {
      env: { CERTIFICATE: makeCertificate().pem },
      cwd: folder,
    })
    expect(stdout.trim().split('\n')).toEqual(['token-1 false 0', 'token-2 false 3'])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
