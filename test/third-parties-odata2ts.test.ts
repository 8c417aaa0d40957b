// What @odata2ts/odata2ts makes of the fake's `$metadata` compiles, and does over HTTPS what its documentation shows.
import { execFile } from 'node:child_process'
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { expect, test } from 'vitest'
import { programOutput } from './support/program-output.ts'
import { cutDocument } from './third-parties/odata2ts/cut-document.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const folder = join(root, '.cache/third-parties/odata2ts')
const command = join(
  dirname(createRequire(import.meta.url).resolve('@odata2ts/odata2ts/package.json')),
  'lib/run-cli.js',
)

/*
 * The whole document takes it more than a minute, and what it writes compiles. With `emitMode: js_dts`, its default, it does not come to an
 * end: the TypeScript 5.0 it brings runs out of stack where it compares services that lead to one another. So it gets a document with
 * few tables, as TypeScript. That document has no alias, because it finds no action of `mscrm.lead`, as the service spells the
 * table, where it looks for those of `Microsoft.Dynamics.CRM.lead`.
 */
const tables = ['account', 'contact', 'lead', 'task', 'systemuser']
const operations = ['WhoAmI', 'FormatAddress', 'QualifyLead', 'RetrievePrincipalAccess']

test('services of @odata2ts compile and work', async () => {
  const fake = createFakeDynamics()
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const answer = await fake.connection.fetch(`${fake.url}/api/data/v9.2/$metadata`, {
    headers: { authorization: `Bearer ${(await fake.connection.credential.getToken()).token}` },
  })
  await writeFile(join(folder, 'metadata.xml'), cutDocument(await answer.text(), tables, operations))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'commonjs' }))
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*.ts'] }))
  await copyFile(join(import.meta.dirname, 'third-parties/odata2ts/program.ts'), join(folder, 'program.ts'))

  const options = ['--source', 'metadata.xml', '--output', 'generated', '--service-name', 'Dynamics', '-e', 'ts']
  const generated = await run(process.execPath, [command, ...options], { cwd: folder })
  expect(generated.stdout).toContain('Successfully generated services!')

  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const compiled = await run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error)
  expect(compiled.stdout).toBe('')

  expect(await programOutput(fake, join(folder, 'compiled/program.js'))).toMatchObject({ done: true })
}, 120_000)

const compilerOptions = {
  strict: true,
  // The types of its HTTP client miss a dependency that its package does not name.
  skipLibCheck: true,
  target: 'es2022',
  module: 'commonjs',
  moduleResolution: 'bundler',
  types: ['node'],
  rootDir: '.',
  outDir: 'compiled',
}
