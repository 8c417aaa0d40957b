import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const ROUNDS = 9

/** Milliseconds that the default world takes in a new process, after the import: the best of several. */
export function measureStartUp(): number {
  const program = join(import.meta.dirname, 'start-up-program.ts')
  const times = Array.from({ length: ROUNDS }, () => {
    const { stdout } = spawnSync(process.execPath, ['--conditions=source', program], { encoding: 'utf8' })
    return Number(stdout)
  })
  return Math.min(...times)
}
