import { generate, type ImportExtension } from '@dynamics-kit/typegen'
import { expect, test } from 'vitest'
import { checked, compile, writeProject } from './compile.ts'
import { smallModel } from './small-model.ts'

test.each(['.ts', ''] as const)(
  'imports that end in %j compile where they are allowed',
  async (importExtension: ImportExtension) => {
    const bundled = { module: 'preserve', moduleResolution: 'bundler' }
    const files = checked(generate(smallModel, { importExtension }).files, 'dynamics')
    const folder = writeProject(`extension-${importExtension}`, files, undefined, importExtension === '' ? bundled : {})
    expect((await compile(folder)).errors).toEqual([])
  },
  60_000,
)

test('code without what it needs does not compile', async () => {
  const folder = writeProject('broken', [{ path: 'broken.ts', text: `export const one: string = 1\n` }])
  expect((await compile(folder)).errors).toHaveLength(1)
}, 60_000)
