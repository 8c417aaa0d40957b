import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A server of pages in a process of its own. */
export interface PageServer {
  readonly url: string
  stop(): void
}

export async function startServer(): Promise<PageServer> {
  const program = fileURLToPath(new URL('server-program.ts', import.meta.url))
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  return { url: `http://localhost:${String(port).trim()}`, stop: () => child.kill() }
}
