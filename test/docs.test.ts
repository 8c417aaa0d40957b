import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { collectSnippets, type Snippet } from './support/snippets.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const folder = join(root, '.cache/snippets')
const snippets = collectSnippets(root)

function fileOf(snippet: Snippet): string {
  const name = snippet.where.replaceAll(/[^\w]+/g, '-')
  return join(folder, usesVitest(snippet) ? `${name}.test.ts` : `${name}.ts`)
}

function usesVitest(snippet: Snippet): boolean {
  return /from 'vitest'/.test(snippet.code)
}

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const snippet of snippets) writeFileSync(fileOf(snippet), `${snippet.code}\nexport {}\n`)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { types: ['node'] },
      include: ['*.ts'],
      exclude: [],
    }),
  )
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `import config from '../../vitest.config.ts'\nexport default { ...config, test: { include: ['*.test.ts'] } }\n`,
  )
})

test('there are snippets to check', () => {
  expect(snippets.filter((snippet) => snippet.use === 'run').length).toBeGreaterThan(3)
})

test('every snippet compiles', async () => {
  const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', folder]).catch(
    (error: { stdout: string }) => error,
  )
  expect(stdout).toBe('')
}, 60_000)

describe('every program of a page prints what the page says', () => {
  test.each(snippets.filter((snippet) => snippet.use === 'run'))(
    '$where',
    async (snippet) => {
      if (usesVitest(snippet)) {
        await run(process.execPath, [
          join(root, 'node_modules/vitest/vitest.mjs'),
          'run',
          '--root',
          folder,
          fileOf(snippet),
        ])
        return
      }
      const preload = join(root, 'test/support/fake-contoso.ts')
      const { stdout } = await run(process.execPath, ['--conditions=source', '--import', preload, fileOf(snippet)])
      if (snippet.output !== undefined) expect(stdout).toBe(snippet.output)
    },
    60_000,
  )
})
