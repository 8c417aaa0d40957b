import { join } from 'node:path'
import { rolldown } from 'rolldown'

/** Bundles an entry for where there are no modules of Node, as people do, out of the packages as they are published. */
export async function bundle(entry: string, directory: string): Promise<void> {
  const made = await rolldown({
    input: join(import.meta.dirname, entry),
    platform: 'browser',
    // The fake's own server, which is loaded by `listen` only.
    external: /^node:/,
  })
  await made.write({ dir: directory, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name].js' })
  await made.close()
}
