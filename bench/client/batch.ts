import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

interface BatchRead {
  readonly name: string
  /** Milliseconds. */
  readonly cpu: number
  /** The most that was alive at once, in MB. */
  readonly memory: number
  /** Milliseconds until the first result. */
  readonly first: number
  readonly ratio: number
}

const run = promisify(execFile)
const PROGRAM = fileURLToPath(new URL('batch-program.ts', import.meta.url))
const WAYS = [
  ['raw', 'fetch, text, split, parse'],
  ['batch', 'client, batch'],
  ['stream', 'client, batchStream'],
] as const

/** Each way in processes of its own, taking turns. */
export async function readBatches(url: string): Promise<readonly BatchRead[]> {
  const best = WAYS.map(() => ({ cpu: Infinity, memory: Infinity, first: Infinity }))
  for (let round = 0; round < 2; round++) {
    for (const [index, [way]] of WAYS.entries()) {
      const { stdout } = await run(process.execPath, ['--expose-gc', '--conditions=source', PROGRAM, url, way])
      const { cpu, memory, first } = JSON.parse(stdout) as { cpu: number; memory: number; first: number }
      const entry = best[index]
      if (entry === undefined) continue
      entry.cpu = Math.min(entry.cpu, cpu)
      entry.memory = Math.min(entry.memory, memory)
      entry.first = Math.min(entry.first, first)
    }
  }
  const least = best[0]?.cpu ?? Number.NaN
  return WAYS.map(([, name], index) => {
    const { cpu, memory, first } = best[index] ?? { cpu: Number.NaN, memory: Number.NaN, first: Number.NaN }
    return { name, cpu, memory, first, ratio: cpu / least }
  })
}
