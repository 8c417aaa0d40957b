import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createClient } from '@dynamics-kit/client'
import type { DynamicsClient } from '@dynamics-kit/client'

/** What a program that is run again is told: where the service is, a token for it, and the file in which it keeps its place. */
export interface Told {
  readonly url: string
  readonly token: string
  readonly file: string
}

/** Within a program: a client of the service it was told of, and its place. */
export function begin(): { readonly dynamics: DynamicsClient; readonly saved?: string; save(resume: string): void } {
  const { url, token, file } = JSON.parse(process.argv[2] ?? '') as Told
  const saved = readFileSync(file, 'utf8')
  return {
    dynamics: createClient({
      url,
      credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
    }),
    ...(saved !== '' && { saved }),
    save: (resume) => writeFileSync(file, resume),
  }
}

/** Runs `killed/load-accounts.ts` or its like; when `killed` comes first, without mercy. Gives what it printed. */
export async function runProgram(name: string, told: Told, killed?: Promise<void>): Promise<string> {
  const path = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--conditions=source', path, JSON.stringify(told)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  void killed?.then(() => child.kill('SIGKILL'))
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`${name} ended with ${String(code)}.`)
  return text
}
