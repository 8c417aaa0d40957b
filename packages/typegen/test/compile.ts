import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { GeneratedFile } from '@dynamics-kit/typegen'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')

/** Compilers by version. */
export const compilers = {
  'TypeScript 7': join(root, 'node_modules/typescript/bin/tsc'),
  'TypeScript 6': join(root, 'node_modules/typescript-6/bin/tsc'),
} as const

/** What a compiler said, and what it took. */
export interface Compiled {
  readonly errors: readonly string[]
  readonly instantiations: number
  readonly types: number
  readonly memoryInKB: number
  readonly milliseconds: number
}

/** A folder of TypeScript below `.cache`, with a strict `tsconfig.json`. */
export function writeProject(
  name: string,
  files: readonly GeneratedFile[],
  include: readonly string[] = ['**/*.ts'],
  compilerOptions: Readonly<Record<string, unknown>> = {},
): string {
  const folder = join(root, '.cache/typegen', name)
  rmSync(folder, { recursive: true, force: true })
  for (const { path, text } of files) {
    const file = join(folder, path)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
  }
  const config = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: { types: [], ...compilerOptions },
    include,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  return folder
}

/** Without the line that has the compiler leave out its checks. */
export function checked(files: readonly GeneratedFile[], folder = ''): readonly GeneratedFile[] {
  return files.map(({ path, text }) => {
    const stripped = text.replace(/^\/\/ @ts-nocheck.*\n/m, '')
    if (stripped === text) throw new Error(`${path} has no @ts-nocheck to take away`)
    return { path: join(folder, path), text: stripped }
  })
}

/** Checks a folder that {@link writeProject} made. */
export async function compile(folder: string, compiler: keyof typeof compilers = 'TypeScript 7'): Promise<Compiled> {
  const started = performance.now()
  const { stdout } = await run(process.execPath, [compilers[compiler], '-p', folder, '--extendedDiagnostics'], {
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? String(error) }))
  const numberOf = (label: string): number => Number(new RegExp(`^${label}:\\s+([\\d.]+)`, 'm').exec(stdout)?.[1])
  return {
    // Only of this folder: what it imports is the workspace's source, which one compiler checks and this one need not.
    errors: errorsIn(stdout).filter((error) => error.includes('.cache/typegen')),
    instantiations: numberOf('Instantiations'),
    types: numberOf('Types'),
    memoryInKB: numberOf('Memory used'),
    milliseconds: performance.now() - started,
  }
}

/** Each error with the indented lines that explain it. */
function errorsIn(output: string): readonly string[] {
  const errors: string[] = []
  let isError = false
  for (const line of output.split('\n')) {
    if (!line.startsWith('  ')) isError = /error TS\d+/.test(line)
    if (!isError) continue
    if (line.startsWith('  ')) errors.push(`${errors.pop() ?? ''}\n${line}`)
    else errors.push(line)
  }
  return errors
}
