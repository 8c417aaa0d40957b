import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')

test('hovering shows the row and not the machinery', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hover-'))
  try {
    await run(join(root, 'node_modules/.bin/tsc'), ['-p', join(import.meta.dirname, 'hover'), '--outDir', folder])
    const declarations = await readFile(join(folder, 'packages/client/test/hover/rows.d.ts'), 'utf8')
    expect(declarations.replaceAll(/import\("[^"]+"\)\./g, '').split('\nexport ')).toEqual(
      expect.arrayContaining([
        `declare const rows: {
    name: string | null;
    primarycontactid: {
        Contact_Tasks: {
            subject: string | null;
        }[];
        fullname: string | null;
    } | null;
    statecode: 0 | 1;
}[];`,
        `declare const row: {
    name: string | null;
    primarycontactid: EntityReference<"contact"> | null;
};`,
        `declare const query: Query<AccountTable, "name", unknown>;\n`,
      ]),
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}, 60_000)
