import { findProgram, freePort, startServer, type LoopbackServer } from './loopback-server.ts'

const program = findProgram('redis-server', 'valkey-server')

/** Why there is no Redis here; `undefined` when there is. */
export const redisUnavailable: string | undefined =
  program === undefined ? 'neither redis-server nor valkey-server is installed' : undefined

/** Redis in memory, on a free port or the one that is asked for. */
export async function startRedis(wanted?: number): Promise<LoopbackServer> {
  const port = wanted ?? (await freePort())
  const parameters = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  return startServer(program ?? '', parameters, port)
}
