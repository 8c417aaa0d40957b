import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

interface Streamed {
  readonly name: string
  /** Milliseconds. */
  readonly cpu: number
  /** The largest seen, in MB. */
  readonly heap: number
  readonly ratio: number
}

const run = promisify(execFile)
const PROGRAM = fileURLToPath(new URL('stream-program.ts', import.meta.url))

/** Each way in processes of its own, because heaps remember. */
export async function streamRows(url: string): Promise<readonly Streamed[]> {
  const ways = [
    ['loop', 'fetch, loop over rows'],
    ['generator', 'fetch, async generator'],
    ['client', 'client, row by row'],
    ['pages', 'client, page by page'],
  ] as const
  const best = ways.map(() => ({ cpu: Infinity, heap: Infinity }))
  for (let round = 0; round < 3; round++) {
    for (const [index, [way]] of ways.entries()) {
      const { stdout } = await run(process.execPath, ['--conditions=source', PROGRAM, url, way])
      const { cpu, heap } = JSON.parse(stdout) as { cpu: number; heap: number }
      const entry = best[index]
      if (entry) Object.assign(entry, { cpu: Math.min(entry.cpu, cpu), heap: Math.min(entry.heap, heap) })
    }
  }
  const least = best[0]?.cpu ?? Number.NaN
  return ways.map(([, name], index) => {
    const { cpu, heap } = best[index] ?? { cpu: Number.NaN, heap: Number.NaN }
    return { name, cpu, heap, ratio: cpu / least }
  })
}
