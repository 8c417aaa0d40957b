import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { collectSnippets, type Snippet, unfencedExamples } from './support/snippets.ts'

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
  // Tables that a reader would have generated; read from source here, so imported as what they are.
  cpSync(join(root, 'examples/dynamics'), join(folder, 'dynamics'), { recursive: true })
  for (const snippet of snippets) {
    const code = snippet.code.replaceAll(/from '(\.\/dynamics\/\w+)\.js'/g, "from '$1.ts'")
    writeFileSync(fileOf(snippet), `${code}\nexport {}\n`)
  }
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

test('every example of a doc comment is a snippet', () => {
  expect(unfencedExamples(root)).toEqual([])
})

test('every snippet compiles', async () => {
  const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', folder]).catch(
    (error: { stdout: string }) => error,
  )
  expect(stdout).toBe('')
}, 60_000)

const programs = snippets.filter((snippet) => snippet.use === 'run')

test.each(programs.filter((snippet) => !usesVitest(snippet)))(
  '$where prints what the page says',
  async (snippet) => {
    const preload = join(root, 'test/support/fake-contoso.ts')
    // What a snippet writes is its own, and not left in the repository.
    const cwd = fileOf(snippet).replace(/\.ts$/, '')
    mkdirSync(cwd, { recursive: true })
    const { stdout } = await run(process.execPath, ['--conditions=source', '--import', preload, fileOf(snippet)], {
      cwd,
    })
    // A page that shows no output makes no promise about it.
    expect(stdout).toBe(snippet.output ?? stdout)
  },
  60_000,
)

test.each(programs.filter(usesVitest))(
  '$where passes',
  async (snippet) => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const { stdout } = await run(process.execPath, [vitest, 'run', '--root', folder, fileOf(snippet)], {
      env: { ...process.env, NO_COLOR: '1' },
    })
    expect(stdout).toMatch(/Test Files +1 passed/)
  },
  60_000,
)
