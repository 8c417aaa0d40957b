import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { type Model, writeCsdl } from '@dynamics-kit/odata'
import { odata2ts } from './odata2ts.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const folder = join(root, '.cache/bench-typegen')
const shared = join(root, '../shared/data/csdl')

/** From a document on disk to files on disk, each in a process of its own. */
export async function generating(model: Model, peerLimit: number): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const synthetic = join(folder, 'synthetic-800x120x40.xml')
  writeFileSync(synthetic, writeCsdl(model))
  const documents = [
    ...(existsSync(shared) ? readdirSync(shared) : [])
      .filter((name) => name.endsWith('.xml.gz'))
      .map((name) => join(shared, name)),
    synthetic,
  ]
  console.log('\ngenerating: document to files; best of 5 processes, odata2ts of 1')
  console.log(
    `  ${''.padEnd(44)}${['MB', 'read', 'generate', 'write', 'in all', 'peak', 'written'].map((title) => title.padStart(10)).join('')}`,
  )
  for (const document of documents) {
    const name = document.split('/').at(-1) ?? ''
    const runs = []
    for (let round = 0; round < 5; round++) {
      const { stdout } = await run(process.execPath, [
        '--conditions=source',
        join(import.meta.dirname, 'generate-program.ts'),
        document,
        join(folder, 'generated', name),
      ])
      runs.push(
        JSON.parse(stdout) as Record<
          'characters' | 'read' | 'generate' | 'write' | 'total' | 'peakInMB' | 'bytes',
          number
        >,
      )
    }
    const quickest = runs.toSorted((one, other) => one.total - other.total)[0]
    if (!quickest) continue
    const cells = [
      (quickest.characters / 1e6).toFixed(1),
      ...[quickest.read, quickest.generate, quickest.write, quickest.total].map((time) => `${time.toFixed(0)} ms`),
      `${quickest.peakInMB.toFixed(0)} MB`,
      `${(quickest.bytes / 1e6).toFixed(1)} MB`,
    ]
    console.log(`  ${name.slice(0, 43).padEnd(44)}${cells.map((cell) => cell.padStart(10)).join('')}`)
    if (document === synthetic) continue
    const plain = join(folder, name.replace('.gz', ''))
    writeFileSync(plain, gunzipSync(readFileSync(document)))
    for (const mode of ['models', 'all'] as const) {
      const peer = await odata2ts(plain, join(folder, 'odata2ts', mode, name), mode, peerLimit)
      const said = peer.failure ?? `${(peer.milliseconds / 1000).toFixed(1)} s, ${(peer.bytes / 1e6).toFixed(1)} MB`
      console.log(`    odata2ts, ${mode.padEnd(32)} ${said}`)
    }
  }
}
