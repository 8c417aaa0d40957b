// The client as a bundler splits it, where files of a page are gone: what they were for says so, and nothing else fails.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unbuilt } from './support/unbuilt.ts'

const missing = unbuilt('odata', 'client')
const run = promisify(execFile)

/** A program that answers its own requests; each test says what it does. */
const program = (body: string): string => `
import { rename } from 'node:fs/promises'
import { createClient } from '@dynamics-kit/client'
const answers = []
const json = (body, init) => Response.json(body, init)
const asked = []
let tokens = 0
const dynamics = createClient({
  url: 'https://contoso.crm.dynamics.com',
  credential: { getToken: async () => ({ token: 'token' + ++tokens, expiresOnTimestamp: Date.now() + 3600000 }) },
  fetch: async (request) => (asked.push(request.method), answers.shift()),
  retry: { limit: 0 },
})
const told = async (operation) => {
  try { return await operation() } catch ({ name, code, status, message }) { return { name, code, status, message } }
}
const id = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
const challenge = { status: 401, headers: { 'WWW-Authenticate': 'Bearer error="insufficient_claims", claims="e30"' } }
const say = (value) => console.log(JSON.stringify(value))
${body}`

test.skipIf(missing !== '')(`the files of the client import what its package declares${missing}`, async () => {
  const root = join(import.meta.dirname, '../packages/client')
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    dependencies: object
    peerDependencies: object
  }
  const names = (await readdir(join(root, 'dist'), { recursive: true })).filter((name) => name.endsWith('.js'))
  const files = await Promise.all(names.map((name) => readFile(join(root, 'dist', name), 'utf8')))
  const imported = files.flatMap((code) =>
    [...code.matchAll(/^import (?:[^"]* from )?"([^."][^"]*)"|\bimport\("([^."][^"]*)"\)/gm)].map(
      ([, one, other]) => one ?? other,
    ),
  )
  const declared = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)])
  expect(imported).toContain('@dynamics-kit/odata')
  expect(imported.filter((name) => !declared.has(name ?? ''))).toEqual([])
})

describe.skipIf(missing !== '')(`a page whose files are gone${missing}`, () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'client-parts-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** Bundles the program, hides files by the name of the part they begin with, and gives what it prints. */
  async function runWithout(parts: readonly string[], body: string): Promise<unknown> {
    const id = join(import.meta.dirname, 'program.js')
    const code = program(body)
    const bundle = await rolldown({
      input: id,
      external: /^node:/,
      logLevel: 'silent',
      plugins: [
        {
          name: 'program',
          resolveId: (name) => (name === id ? id : null),
          load: (name) => (name === id ? code : null),
        },
      ],
    })
    await rm(folder, { recursive: true, force: true })
    await bundle.write({ dir: folder, format: 'esm', chunkFileNames: '[name].js', entryFileNames: '[name].mjs' })
    await bundle.close()
    const files = await readdir(folder)
    for (const part of parts) {
      expect(files).toContain(`${part}.js`)
      await rename(join(folder, `${part}.js`), join(folder, `${part}.hidden`))
    }
    const { stdout } = await run(process.execPath, [join(folder, 'program.mjs')], { cwd: folder })
    return JSON.parse(stdout)
  }

  test('an operation is refused in words, and done once its files are there again', async () => {
    const body = `
const first = await told(() => dynamics.retrieve('accounts', id))
const sent = asked.length
await rename('reads.hidden', 'reads.js')
answers.push(json({ name: 'Contoso' }))
say([first, sent, await told(() => dynamics.retrieve('accounts', id))])`
    expect(await runWithout(['reads'], body)).toEqual([
      {
        name: 'NetworkError',
        code: 'network',
        message: expect.stringMatching(/a file of @dynamics-kit\/client could not be loaded\. Try again; /),
      },
      0,
      { name: 'Contoso' },
    ])
  })

  test('a refusal keeps its code and status, without the advice', async () => {
    const body = `
answers.push(json({ error: { code: '0x80040220', message: 'no' } }, { status: 403 }))
say(await told(() => dynamics.from('accounts').all()))`
    expect(await runWithout(['errors'], body)).toMatchObject({ code: 'http', status: 403 })
  })

  test('a refused token is replaced, and the claims that cannot be read are not asked for', async () => {
    const body = `
answers.push(new Response('', challenge), json({ value: [{ name: 'Contoso' }] }))
say([await told(() => dynamics.from('accounts').select('name').all()), tokens])`
    expect(await runWithout(['errors'], body)).toEqual([[{ name: 'Contoso' }], 2])
  })

  test('rows of a large page are read as those of a small one', async () => {
    const body = `
answers.push(json({ value: Array.from({ length: 600 }, (_, index) => ({ name: String(index) })) }))
say((await dynamics.from('accounts').select('name').all()).length)`
    expect(await runWithout(['made-decoder'], body)).toBe(600)
  })

  test('a query that needs what is gone is refused in words before it is sent, and read once that is there again', async () => {
    const body = `
const query = dynamics.from('accounts').select('name').where((account) => account.name.in(['Contoso']))
const first = await told(() => query.all())
const sent = asked.length
await rename('full.hidden', 'full.js')
answers.push(json({ value: [{ name: 'Contoso' }] }))
say([first, sent, await told(() => query.all())])`
    expect(await runWithout(['full'], body)).toEqual([
      {
        name: 'NetworkError',
        code: 'network',
        message: expect.stringMatching(/a file of @dynamics-kit\/client could not be loaded\. Try again; /),
      },
      0,
      [{ name: 'Contoso' }],
    ])
  })
})
