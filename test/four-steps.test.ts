import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** The text without what differs from run to run: ids, dates, the beginning of a secret, the machine. */
function masked(text: string): string {
  const ids: string[] = []
  return text
    .replaceAll(/[0-9a-f]{8}-(?:…|(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/g, (id) => {
      if (!ids.includes(id)) ids.push(id)
      return `<id ${ids.indexOf(id) + 1}>`
    })
    .replaceAll(/\.env on \S+ \([0-9a-f]{8}\)/g, '.env on <machine>')
    .replaceAll(/begins with \S{3}/g, 'begins with <3>')
    .replaceAll(/\d{4}-\d\d-\d\d/g, '<date>')
}

test('the recordings of the guide are what the commands print', async () => {
  const page = readFileSync(join(root, 'docs/four-steps.md'), 'utf8')
  const recordings = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text.trim())
  const folder = mkdtempSync(join(tmpdir(), 'four-steps-test-'))
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--conditions=source',
      '--import',
      join(root, 'test/support/fake-contoso.ts'),
      join(root, 'test/support/record-four-steps.ts'),
    ],
    { cwd: folder, env: { PATH: process.env['PATH'], NO_COLOR: '1' } },
  )
  rmSync(folder, { recursive: true })
  expect(recordings).toHaveLength(2)
  expect(masked(recordings.join('\n\n'))).toBe(masked(stdout.trim().replaceAll(/\n\n+\$/g, '\n\n$')))
}, 60_000)
