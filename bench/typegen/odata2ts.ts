import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const command = join(dirname(require.resolve('@odata2ts/odata2ts/package.json')), 'lib/run-cli.js')

/** What a run of odata2ts came to. */
export interface Odata2tsRun {
  readonly milliseconds: number
  readonly bytes: number
  /** What it said when it failed. */
  readonly failure: string | undefined
}

/**
 * Runs the peer on a document, to TypeScript with its models and query objects, without its services. It ends with exit code
 * 0 when it fails, so that what it prints has to tell.
 */
export async function odata2ts(document: string, folder: string, limit: number): Promise<Odata2tsRun> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const config = join(folder, '../tsconfig.json')
  writeFileSync(config, JSON.stringify({ compilerOptions: { strict: true, target: 'es2022', module: 'commonjs' } }))
  const started = performance.now()
  // With its own names for things it cannot write `interface import`; renaming is an option of its own.
  const args = [command, '--source', document, '--output', folder, '-e', 'ts', '-t', config, '-m', 'qobjects', '-r']
  const { stdout, stderr, killed } = await run(process.execPath, args, {
    timeout: limit,
    maxBuffer: 64 * 1024 * 1024,
  }).then(
    (done) => ({ ...done, killed: false }),
    (error: { stdout?: string; stderr?: string; killed?: boolean }) => ({
      stdout: error.stdout ?? '',
      stderr: error.stderr ?? '',
      killed: error.killed === true,
    }),
  )
  const milliseconds = performance.now() - started
  const failed = /(?:Error while running|TypeError|NotImplementedError)[^\n]*/.exec(stdout + stderr)?.[0]
  return { milliseconds, bytes: bytesIn(folder), failure: killed ? `stopped after ${limit / 1000} s` : failed }
}

function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
