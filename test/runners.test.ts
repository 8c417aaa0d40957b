// The fake in other test runners than vitest, and behind msw in a browser, as it is published.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { bundle } from './runtimes/bundle.ts'
import { chromiumPath } from './runtimes/chromium.ts'
import { unbuilt } from './support/unbuilt.ts'

const run = promisify(execFile)
const runners = join(import.meta.dirname, 'runners')
const missing = unbuilt('odata', 'client', 'auth', 'testing')

describe.skipIf(missing !== '')(`as it is published${missing}`, { timeout: 180_000 }, () => {
  test('in jest, as ES modules and made CommonJS', async () => {
    const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js')
    const { stderr } = await run(process.execPath, [jest, '--config', join(runners, 'jest/jest.config.cjs'), '--ci'], {
      cwd: join(runners, 'jest'),
      env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules', NO_COLOR: '1', FORCE_COLOR: '0' },
    }).catch((error: { stderr: string }) => error)
    expect(stderr).toMatch(/Tests: +6 passed, 6 total/)
  })

  test('in node:test', async () => {
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', join(runners, 'node-test.mjs')], {
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    }).catch((error: { stdout: string }) => error)
    expect(stdout).toMatch(/# pass 2\n# fail 0/)
  })

  test.skipIf(chromiumPath === undefined)(
    'behind msw in a page of Chromium (skipped where there is none)',
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'dynamics-kit-'))
      await bundle('../runners/browser/page.ts', directory)
      const worker = readFileSync(createRequire(import.meta.url).resolve('msw/mockServiceWorker.js'))
      const server = createServer((request, response) => {
        if (request.url === '/') return response.setHeader('content-type', 'text/html').end('<!doctype html>')
        response.setHeader('content-type', 'text/javascript')
        if (request.url === '/mockServiceWorker.js') return response.end(worker)
        return readFile(join(directory, request.url ?? '')).then(
          (file) => response.end(file),
          () => response.end(),
        )
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] })
      try {
        const page = await browser.newPage()
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
        expect(await page.evaluate(`import('/page.js').then((page) => page.behindWorker())`)).toEqual({
          names: [{ name: 'Contoso' }, { name: 'Fabrikam' }],
          failure: expect.stringMatching(/^ConcurrencyError: /),
          received: ['entra 200', 'dynamics 204', 'dynamics 200', 'dynamics 412'],
        })
        expect(await page.evaluate(`import('/page.js').then((page) => page.listening())`)).toBe(
          'TypeError: listen: needs Node, Deno or Bun; in a browser use `fake.fetch`, or `fake.handlers` with setupWorker of msw.',
        )
      } finally {
        await browser.close()
        server.close()
        await rm(directory, { recursive: true, force: true })
      }
    },
  )
})
