import { generate, type ImportExtension } from '@dynamics-kit/typegen'
import { expect, test } from 'vitest'
import { checked, compile, compilers, writeProject } from './compile.ts'
import { plainModel, smallModel } from './small-model.ts'

const cases: readonly (readonly [name: string, files: ReturnType<typeof generate>['files']])[] = [
  ['everything', generate(smallModel).files],
  ['a document without definitions', generate(plainModel).files],
  ['a pick with references', generate(smallModel, { tables: ['account', 'new_*'] }).files],
  ['no table at all', generate(smallModel, { tables: [] }).files],
]

test.each(Object.keys(compilers) as (keyof typeof compilers)[])(
  'everything, without definitions, a pick and nothing compile strictly with %s',
  async (compiler) => {
    const files = cases.flatMap(([name, generated]) => checked(generated, name.replaceAll(' ', '-')))
    expect((await compile(writeProject(`small-${compiler.replace(' ', '-')}`, files), compiler)).errors).toEqual([])
  },
  60_000,
)

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
