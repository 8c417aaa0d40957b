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

test.each(
  cases.flatMap(([name, files]) =>
    (Object.keys(compilers) as (keyof typeof compilers)[]).map((compiler) => ({ name, files, compiler })),
  ),
)(
  '$name compiles strictly with $compiler',
  async ({ name, files, compiler }) => {
    const folder = writeProject(`small-${name}-${compiler}`.replaceAll(' ', '-'), checked(files))
    expect((await compile(folder, compiler)).errors).toEqual([])
  },
  60_000,
)

test.each(['.ts', ''] as const)(
  'imports that end in %j compile where they are allowed',
  async (importExtension: ImportExtension) => {
    const folder = writeProject(`extension-${importExtension}`, [
      ...checked(generate(smallModel, { importExtension }).files, 'dynamics'),
    ])
    const { errors } = await compile(folder)
    // Node wants an extension; without one it is the bundler's module resolution that finds files.
    expect(errors.filter((error) => !(importExtension === '' && error.includes('TS2835')))).toEqual([])
  },
  60_000,
)

test('code without what it needs does not compile', async () => {
  const folder = writeProject('broken', [{ path: 'broken.ts', text: `export const one: string = 1\n` }])
  expect((await compile(folder)).errors).toHaveLength(1)
}, 60_000)
