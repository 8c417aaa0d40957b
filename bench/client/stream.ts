import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { median } from './median.ts'

interface Streamed {
  readonly name: string
  /** Milliseconds: of each process the best of several, of these the median. */
  readonly cpu: number
  /** The largest seen, in MB. */
  readonly heap: number
  readonly ratio: number
}

const run = promisify(execFile)
const ROUNDS = 5
const PROGRAM = fileURLToPath(new URL('stream-program.ts', import.meta.url))

/** Each way in processes of its own, because heaps remember. */
export async function streamRows(url: string): Promise<readonly Streamed[]> {
  const ways = [
    ['loop', 'fetch, loop over rows'],
    ['generator', 'fetch, async generator'],
    ['client', 'client, row by row'],
    ['pages', 'client, page by page'],
  ] as const
  const cpu: readonly number[][] = ways.map(() => [])
  const heap = ways.map(() => Infinity)
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, [way]] of ways.entries()) {
      const { stdout } = await run(process.execPath, ['--conditions=source', PROGRAM, url, way])
      const measured = JSON.parse(stdout) as { readonly cpu: number; readonly heap: number }
      cpu[index]?.push(measured.cpu)
      heap[index] = Math.min(heap[index] ?? Infinity, measured.heap)
    }
  }
  const least = median(cpu[0] ?? [])
  return ways.map(([, name], index) => {
    const own = median(cpu[index] ?? [])
    return { name, cpu: own, heap: heap[index] ?? Number.NaN, ratio: own / least }
  })
}
