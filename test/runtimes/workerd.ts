import { spawn } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The bundle of a worker, served by workerd, what Cloudflare Workers are run by. */
export interface Worker extends AsyncDisposable {
  readonly url: string
}

/** `directory` has `worker.js` and its chunks. */
export async function startWorker(directory: string): Promise<Worker> {
  // The package has no types, and finds no program on other machines than x64 and ARM.
  const { default: workerd, compatibilityDate } = createRequire(import.meta.url)('workerd') as {
    readonly default: string
    readonly compatibilityDate: string
  }
  const files = (await readdir(directory)).filter((name) => name.endsWith('.js'))
  files.sort((one, other) => Number(other === 'worker.js') - Number(one === 'worker.js'))
  const config = join(directory, 'config.capnp')
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [${files.map((name) => `(name = "${name}", esModule = embed "${name}")`).join(', ')}],
  compatibilityDate = "${compatibilityDate}",
);
`,
  )
  const child = spawn(workerd, ['serve', config, '--control-fd=3'], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] })
  const exited = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`workerd ended with ${String(code)}`)))
  })
  exited.catch(() => undefined)
  const listening = new Promise<number>((resolve) => {
    let text = ''
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const port = /"event":"listen".*?"port":(\d+)/.exec(text)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
  })
  return {
    url: `http://127.0.0.1:${await Promise.race([listening, exited])}`,
    async [Symbol.asyncDispose]() {
      child.kill()
      await exited.catch(() => undefined)
    },
  }
}
