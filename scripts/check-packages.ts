// Packs every published package as the registry would get it and judges the tarballs: publint and arethetypeswrong.
// Leaves them in .cache/packed, where test/packed-packages.test.ts installs them from.
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const packed = join(root, '.cache/packed')

await rm(packed, { recursive: true, force: true })
await mkdir(packed, { recursive: true })

const folders = (await readdir(join(root, 'packages'))).map((name) => join(root, 'packages', name))
await Promise.all(folders.map((folder) => run('pnpm', ['pack', '--pack-destination', packed], { cwd: folder })))

const problems: string[] = []
for (const tarball of (await readdir(packed)).toSorted()) {
  const file = join(packed, tarball)
  const data = await readFile(file)
  const { messages, pkg } = await publint({
    pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) },
    strict: true,
  })
  problems.push(
    ...messages.map(
      (message) => `${tarball}: publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
    ),
  )
  // A command has no types to judge.
  if (pkg['exports'] === undefined) continue
  await run(join(root, 'node_modules/.bin/attw'), [
    file,
    '--profile',
    'esm-only',
    '--no-emoji',
    '--format',
    'ascii',
  ]).catch((error: { stdout?: string }) => {
    problems.push(`${tarball}: attw:\n${error.stdout ?? String(error)}`)
  })
}

for (const problem of problems) console.error(problem)
console.log(`packages: ${folders.length} packed, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
