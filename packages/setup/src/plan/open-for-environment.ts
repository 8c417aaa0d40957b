import { cloudOf } from '@dynamics-kit/auth'
import { parseEnvironmentUrl } from '@dynamics-kit/client'
import { probeEnvironment } from '../doctor/probe/environment-probe.ts'
import { openDirectory, type Directory, type DirectoryOptions } from '../entra/directory.ts'
import { isLocal } from '../is-local.ts'

/** Milliseconds that the environment may take to say where it signs in. */
const timeout = 30_000

/**
 * The directory of the tenant that an environment belongs to, which it tells a stranger.
 *
 * @param text The environment URL, in any form a person pastes.
 * @throws {DynamicsError} `network`, `timeout`, `not-dataverse`
 * @throws {SetupError} `tenant-mismatch`
 */
export async function openForEnvironment(
  text: string,
  options: DirectoryOptions,
): Promise<{ readonly url: string; readonly directory: Directory }> {
  const { fetch, signal } = options
  const { origin: url } = parseEnvironmentUrl(text)
  const { signIn, error } = await probeEnvironment(url, { fetch, signal, timeout })
  if (error?.code === 'network' || error?.code === 'timeout' || error?.code === 'not-dataverse') throw error
  const { host, hostname } = new URL(url)
  const cloud = cloudOf(host)
  // What a host says that is not Microsoft's is believed of this machine only: programs are going to send a secret there.
  const told = signIn && isLocal(hostname) && isLocal(new URL(signIn.authority).hostname) ? signIn.authority : undefined
  const graphUrl = options.graphUrl ?? cloud?.graph
  const authority = cloud?.authority ?? told
  return { url, directory: await openDirectory({ ...options, graphUrl }, { tenantId: signIn?.tenantId, authority }) }
}
