import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import type { OutputChunk, RolldownBuild } from 'rolldown'

/** A small program, and what it comes to for a browser. Bytes of minified code. */
export interface BundleSize {
  readonly name: string
  /** What runs before the program: the bundle's first file and what that imports. */
  readonly first: number
  /** The same, each file compressed by itself, as it is sent. */
  readonly firstGzip: number
  /** What has been loaded when the program has ended, what it asked for with `import()` among it. */
  readonly loadedGzip: number
  /** All of it in one file, for bundlers that do not split. */
  readonly wholeGzip: number
}

const run = promisify(execFile)
const HERE = import.meta.dirname

const CLIENT = `
import { createClient } from '@dynamics-kit/client'
const credential = { getToken: async () => ({ token: 'a.b.c', expiresOnTimestamp: Date.now() + 3600000 }) }
const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com', credential })
const id = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
`

/** What is measured: programs that do one thing, and peers for the same. Those that run do so with a service where nothing fails. */
const PROGRAMS = {
  ky: `import ky from 'ky'\nconsole.log(await ky('https://contoso.crm.dynamics.com/api/data/v9.2/accounts').json())`,
  'dynamics-web-api': `import { DynamicsWebApi } from 'dynamics-web-api'
const api = new DynamicsWebApi({ serverUrl: 'https://contoso.crm.dynamics.com' })
console.log(await api.retrieveMultiple({ collection: 'accounts' }))`,
  'client: rows by name': `${CLIENT}
const rows = await dynamics.from('accounts').select('name').where((account) => account.name.eq('Contoso')).all()
console.log(rows)`,
  'client: generated table': `${CLIENT}
import { accounts } from '../../examples/dynamics/accounts.ts'
const rows = await dynamics.from(accounts).select('name').where((account) => account.name.eq('Contoso')).all()
console.log(rows)`,
  'client: retrieve and create': `${CLIENT}
const account = await dynamics.retrieve('accounts', id, { select: ['name'] })
console.log(account, await dynamics.create('accounts', { name: 'Fabrikam' }))`,
} as const

/** Bundles the programs with the packages as published, minified, and runs those that load in parts. */
export async function bundleSizes(): Promise<readonly BundleSize[]> {
  return Promise.all(Object.entries(PROGRAMS).map(([name, code]) => sizeOf(name, code)))
}

async function sizeOf(name: string, code: string): Promise<BundleSize> {
  const bundle = await bundleOf(code)
  const folder = await mkdtemp(join(tmpdir(), 'bundle-size-'))
  try {
    const { output } = await bundle.write({ dir: folder, format: 'esm', minify: true })
    const chunks = output.filter((file) => file.type === 'chunk')
    const first = atFirst(chunks)
    const loaded = first.length === chunks.length ? first : await loadedBy(folder, chunks)
    return {
      name,
      first: first.reduce((sum, chunk) => sum + chunk.code.length, 0),
      firstGzip: gzipped(first),
      loadedGzip: gzipped(loaded),
      wholeGzip: gzipped(await wholeOf(code)),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The code as the entry of a bundle; it resolves packages as this file does. */
function bundleOf(code: string): Promise<RolldownBuild> {
  const id = join(HERE, 'program.js')
  return rolldown({
    input: id,
    platform: 'browser',
    logLevel: 'silent',
    plugins: [
      { name: 'program', resolveId: (name) => (name === id ? id : null), load: (name) => (name === id ? code : null) },
    ],
  })
}

async function wholeOf(code: string): Promise<readonly OutputChunk[]> {
  const { output } = await (await bundleOf(code)).generate({ format: 'esm', minify: true, codeSplitting: false })
  return output.filter((file) => file.type === 'chunk')
}

/** The entry, and what its `import` statements bring along. */
function atFirst(chunks: readonly OutputChunk[]): readonly OutputChunk[] {
  const found = new Set<OutputChunk>()
  const add = (chunk: OutputChunk | undefined): void => {
    if (chunk === undefined || found.has(chunk)) return
    found.add(chunk)
    for (const name of chunk.imports) add(chunks.find(({ fileName }) => fileName === name))
  }
  add(chunks.find(({ isEntry }) => isEntry))
  return [...found]
}

/** What a program has loaded when it has ended. */
async function loadedBy(folder: string, chunks: readonly OutputChunk[]): Promise<readonly OutputChunk[]> {
  const entry = chunks.find(({ isEntry }) => isEntry)?.fileName ?? ''
  const { stdout } = await run(process.execPath, [join(HERE, 'loaded-files-program.ts'), join(folder, entry)])
  const files = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as readonly string[]
  const names = new Set(files.map((file) => basename(file)))
  return chunks.filter(({ fileName }) => names.has(fileName))
}

function gzipped(chunks: readonly OutputChunk[]): number {
  return chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)
}
