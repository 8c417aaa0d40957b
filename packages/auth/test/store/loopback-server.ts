import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'

/** A database of our own, on a port of this machine alone. */
export interface LoopbackServer {
  readonly port: number
  close(): Promise<void>
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The path of the first of these programs that runs here. */
export function findProgram(...candidates: readonly string[]): string | undefined {
  return candidates.find((program) => spawnSync(program, ['--version']).status === 0)
}

/** Starts a server and waits until it is ready: until it accepts connections, if nobody knows better. */
export async function startServer(
  program: string,
  parameters: readonly string[],
  port: number,
  { user = {}, isReady = accepts }: { user?: { uid?: number; gid?: number }; isReady?: typeof accepts } = {},
): Promise<LoopbackServer> {
  const child = spawn(program, parameters, { stdio: 'ignore', ...user })
  for (let attempt = 0; !(await isReady(port)); attempt++) {
    if (child.exitCode !== null || attempt > 200) throw new Error(`${program} did not start on port ${port}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { port, close: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  // PostgreSQL waits for its clients to go when it is asked like this, and throws them out when it is interrupted.
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGINT'), 3_000)
  await exit
  clearTimeout(patience)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
