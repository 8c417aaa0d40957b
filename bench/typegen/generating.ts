import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { type Model, writeCsdl } from '@dynamics-kit/odata'
import type { Budget } from '../budgets.ts'
import { odata2ts } from './odata2ts.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const folder = join(root, '.cache/bench-typegen')
const shared = join(root, '../shared/data/csdl')

/** A document on disk, and what is asked of it. */
interface Document {
  readonly name: string
  readonly path: string
  /** Milliseconds that the peer gets; absent where it does not run. */
  readonly peerLimit?: number
  /** Milliseconds of processors. */
  readonly limit: number
}

interface Generating {
  readonly budgets: readonly Budget[]
  /** What the peer wrote of the smaller synthetic document, if it came to an end. */
  readonly peerFolder: string | undefined
}

/** From a document on disk to files on disk, each in a process of its own. */
export async function generating(large: Model, small: Model, peerLimit: number): Promise<Generating> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const smaller = synthetic('synthetic-100x120x40', small)
  const documents: readonly Document[] = [
    ...(existsSync(shared) ? readdirSync(shared) : [])
      .filter((name) => name.endsWith('.xml.gz'))
      .map((name) => ({ name, path: join(shared, name), peerLimit, limit: 2000 })),
    // So small that the peer comes to an end, even on a busy machine.
    { ...smaller, peerLimit: 600_000, limit: 3000 },
    { ...synthetic('synthetic-800x120x40', large), limit: 3000 },
  ]
  console.log('\ngenerating: document to files; best of 5 processes, odata2ts of 1')
  console.log(
    `  ${''.padEnd(44)}${['MB', 'read', 'generate', 'write', 'in all', 'CPU', 'peak', 'written'].map((title) => title.padStart(10)).join('')}`,
  )
  const budgets: Budget[] = []
  let peerFolder: string | undefined
  for (const document of documents) {
    const measured = await ours(document)
    const mega = measured.characters / 1e6
    const cells = [
      mega.toFixed(1),
      ...[measured.read, measured.generate, measured.write, measured.total, measured.cpu].map(
        (time) => `${time.toFixed(0)} ms`,
      ),
      `${measured.peakInMB.toFixed(0)} MB`,
      `${(measured.bytes / 1e6).toFixed(1)} MB`,
    ]
    console.log(`  ${document.name.slice(0, 43).padEnd(44)}${cells.map((cell) => cell.padStart(10)).join('')}`)
    const short = document.name.replace('.xml.gz', '')
    budgets.push(
      { what: `${short}, read and generated, CPU`, measured: measured.cpu, limit: document.limit, unit: ' ms' },
      { what: `${short}, memory`, measured: measured.peakInMB, limit: 500, unit: ' MB' },
    )
    const written = await peer(document, measured.total)
    if (document.path === smaller.path) peerFolder = written
  }
  return { budgets, peerFolder }
}

function synthetic(name: string, model: Model): Pick<Document, 'name' | 'path'> {
  const path = join(folder, `${name}.xml`)
  writeFileSync(path, writeCsdl(model))
  return { name, path }
}

type Measured = Record<'characters' | 'read' | 'generate' | 'write' | 'total' | 'cpu' | 'peakInMB' | 'bytes', number>

async function ours({ name, path }: Document): Promise<Measured> {
  const runs: Measured[] = []
  for (let round = 0; round < 5; round++) {
    const program = join(import.meta.dirname, 'generate-program.ts')
    const args = ['--conditions=source', program, path, join(folder, 'generated', name)]
    runs.push(JSON.parse((await run(process.execPath, args)).stdout) as Measured)
  }
  const [quickest] = runs.toSorted((one, other) => one.total - other.total)
  if (!quickest) throw new Error('nothing was generated')
  return quickest
}

/** What odata2ts makes of the same document, and where. */
async function peer({ name, path, peerLimit }: Document, oursInAll: number): Promise<string | undefined> {
  if (peerLimit === undefined) return undefined
  const plain = join(folder, name.replace('.gz', ''))
  if (path.endsWith('.gz')) writeFileSync(plain, gunzipSync(readFileSync(path)))
  const out = join(folder, 'odata2ts', name)
  const { failure, milliseconds, bytes } = await odata2ts(path.endsWith('.gz') ? plain : path, out, peerLimit)
  const times = `${(milliseconds / oursInAll).toFixed(0)}x`
  console.log(
    `    ${'odata2ts, models and query objects'.padEnd(42)}${failure ?? `${(milliseconds / 1000).toFixed(1)} s, ${(bytes / 1e6).toFixed(1)} MB`}, ${failure === undefined ? times : `more than ${times}`}`,
  )
  return failure === undefined ? out : undefined
}
