// The client, the language and the fake in runtimes beside Node, as they are published.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bundle } from './runtimes/bundle.ts'
import { chromiumPath } from './runtimes/chromium.ts'
import { startEnvironment } from './runtimes/environment.ts'
import type { Environment } from './runtimes/environment.ts'
import { startWorker } from './runtimes/workerd.ts'
import { unbuilt } from './support/unbuilt.ts'

const root = join(import.meta.dirname, '..')
const built = join(root, 'packages/client/dist')
/** What the programs are made of. */
const missing = unbuilt('odata', 'client', 'auth', 'testing')

/** A browser on a busy machine takes its time. */
const timeout = 120_000

const IN_PROCESS = [
  "accounts?$filter=name%20eq%20'O''Neil'",
  [{ name: 'Contoso' }, { name: 'Fabrikam' }],
  { name: 'Adventure Works', revenue: 12.5 },
  true,
  ['succeeded', 'succeeded'],
  250,
  253,
  [{ n: 253 }],
  1,
  'unknown-table',
]

const OVER_HTTP = [
  36,
  { name: 'Adventure Works', revenue: 12.5 },
  true,
  ['succeeded', 'failed'],
  [
    [{ name: 'Adventure Works Cycles', primarycontactid: null }],
    [{ name: 'Litware', primarycontactid: { lastname: 'Andersen' } }],
  ],
  0,
  4,
  70,
  'aborted',
  'unknown-table',
  'not-dataverse',
  404,
]

const runtimes = {
  node: [process.execPath],
  bun: [join(root, 'node_modules/.bin/bun'), 'run'],
  deno: [join(root, 'node_modules/.bin/deno'), 'run', '--allow-all', '--no-prompt'],
} as const

for (const [name, [command, ...args]] of Object.entries(runtimes)) {
  test.skipIf(missing !== '' || !existsSync(command))(`in ${name}, where it is installed${missing}`, async () => {
    const program = join(import.meta.dirname, 'runtimes/main.ts')
    const { stdout } = await promisify(execFile)(command, [...args, program], { cwd: root })
    expect(JSON.parse(stdout)).toEqual(IN_PROCESS)
  })
}

describe.skipIf(missing !== '')(`without the modules of Node${missing}`, { timeout }, () => {
  let directory: string
  let environment: Environment

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dynamics-kit-'))
    await Promise.all([bundle('page.ts', join(directory, 'page')), bundle('worker.ts', join(directory, 'worker'))])
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))
  beforeEach(async () => {
    environment = await startEnvironment({ bundled: join(directory, 'page'), client: built })
  })
  afterEach(() => environment[Symbol.asyncDispose]())

  test('in an edge worker: the fake within it, and an environment over HTTP', async () => {
    await using worker = await startWorker(join(directory, 'worker'))
    expect(await jsonOf(worker.url)).toEqual(IN_PROCESS)
    expect(await jsonOf(`${worker.url}/?url=${environment.url}`)).toEqual(OVER_HTTP)
  })

  describe.skipIf(chromiumPath === undefined)('in Chromium (skipped where there is none)', () => {
    let browser: Browser
    let page: Page

    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: chromiumPath ?? '',
        args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
      })
    })
    afterAll(() => browser.close())
    beforeEach(async () => {
      page = await browser.newPage()
    })
    afterEach(() => page.close())

    const authentications = (): string[] => [...new Set(environment.requests.map(({ by }) => by))]

    test('the fake within a page', async () => {
      await page.goto(`${environment.url}/main.aspx`)
      expect(await page.evaluate(`import('/WebResources/bundled/page.js').then((page) => page.inProcess())`)).toEqual(
        IN_PROCESS,
      )
    })

    test('a web resource of a model-driven app, as the person who is signed in', async () => {
      await page.goto(`${environment.url}/main.aspx`)
      expect(await page.evaluate(`import('/WebResources/bundled/page.js').then((page) => page.asPerson())`)).toEqual(
        OVER_HTTP,
      )
      expect(authentications()).toEqual(['session'])
    })

    test('a page of a Power Pages site, as its visitor', async () => {
      await page.goto(`${environment.url}/main.aspx`)
      expect(await page.evaluate(`import('/WebResources/bundled/page.js').then((page) => page.asVisitor())`)).toEqual([
        { name: 'Litware Inc' },
        'not-dataverse',
      ])
      expect(authentications()).toEqual(['session'])
    })

    test('a page with a token', async () => {
      await page.goto(`${environment.url}/signed-out.html`)
      expect(
        await page.evaluate(`import('/WebResources/bundled/page.js').then((page) => page.withToken(location.origin))`),
      ).toEqual(OVER_HTTP)
      expect(authentications()).toEqual(['token'])
    })

    test('a page whose session has ended hears that it has to sign in', async () => {
      await page.goto(`${environment.url}/signed-out.html`)
      const failure = `import('/WebResources/bundled/page.js').then((page) => page.asPerson()).catch(({ code, fix }) => [code, fix])`
      expect(await page.evaluate(failure)).toEqual(['unauthorized', expect.stringContaining('sign in')])
    })

    test('the page of the README, without a bundler, by an import map', async () => {
      await page.goto(`${environment.url}/main.aspx`)
      const printed = page.waitForEvent('console')
      await page.addScriptTag({ type: 'module', content: snippetOf(join(root, 'packages/client/README.md')) })
      expect((await printed).text()).toBe('2')
    })
  })
})

/** The program for pages that a README shows. */
function snippetOf(readme: string): string {
  return /^```js\n([\s\S]*?)^```$/m.exec(readFileSync(readme, 'utf8'))?.[1] ?? ''
}

async function jsonOf(url: string): Promise<unknown> {
  return (await fetch(url)).json()
}
