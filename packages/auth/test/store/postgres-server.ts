import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findProgram, freePort, startServer, type LoopbackServer } from './loopback-server.ts'

const debian = '/usr/lib/postgresql'
const initdb = findProgram(
  'initdb',
  ...(existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin/initdb')) : []),
)
const user = unprivilegedUser()

/** Why there is no PostgreSQL here; `undefined` when there is. */
export const postgresUnavailable: string | undefined =
  initdb === undefined
    ? 'initdb of PostgreSQL is not installed'
    : user === undefined
      ? 'PostgreSQL does not run as root, and there is no user postgres'
      : undefined

/** PostgreSQL with an empty database `postgres`, for a user of the same name without a password. */
export async function startPostgres(): Promise<LoopbackServer> {
  const data = mkdtempSync(join(tmpdir(), 'dynamics-kit-postgres-'))
  if (user?.uid !== undefined) chownSync(data, user.uid, user.gid ?? user.uid)
  execFileSync(initdb ?? '', ['--no-sync', '--auth=trust', '--username=postgres', '-D', data], {
    stdio: 'ignore',
    cwd: data,
    ...user,
  })
  const port = await freePort()
  const beside = (program: string) => (initdb === 'initdb' ? program : join(dirname(initdb ?? ''), program))
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off']
  const parameters = ['-D', data, '-p', `${port}`, ...settings.flatMap((setting) => ['-c', setting])]
  // It accepts connections before it has started up, and refuses what they ask.
  const isReady = async () => spawnSync(beside('pg_isready'), ['-q', '-h', '127.0.0.1', '-p', `${port}`]).status === 0
  const server = await startServer(beside('postgres'), parameters, port, { ...(user && { user }), isReady })
  return {
    port,
    async close() {
      await server.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** Who runs the server: ourselves, or `postgres` when we are root, which PostgreSQL refuses. */
function unprivilegedUser(): { uid?: number; gid?: number } | undefined {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = [idOfPostgres('-u'), idOfPostgres('-g')]
  return Number.isNaN(uid) || Number.isNaN(gid) ? undefined : { uid, gid }
}

function idOfPostgres(flag: string): number {
  return Number.parseInt(spawnSync('id', [flag, 'postgres']).stdout.toString(), 10)
}
