import { readCsdl } from '@dynamics-kit/odata'
import { generate } from '@dynamics-kit/typegen'
import { describe, expect, test } from 'vitest'
import { checked, compile, type Compiled, compilers, writeProject } from './compile.ts'
import { everywhere, type Fact, filesOf, withDefinitions, withoutDefinitions } from './facts.ts'
import { documents, readDocument } from './shared-data.ts'
import { plainModel, smallModel } from './small-model.ts'
import { widened } from './synthetic-model.ts'

/** Generated code that has to compile strictly by itself. */
const cases: readonly (readonly [name: string, files: ReturnType<typeof generate>['files']])[] = [
  ['everything', generate(smallModel).files],
  ['a-document-without-definitions', generate(plainModel).files],
  ['a-pick-with-references', generate(smallModel, { tables: ['account', 'new_*'] }).files],
  ['no-table-at-all', generate(smallModel, { tables: [] }).files],
  ...documents.map((name) => [name, generate(readCsdl(readDocument(name))).files] as const),
]

/** What facts are about: tables of real documents, and tables with everything, as wide and as many as real ones. */
const subjects: readonly (readonly [name: string, facts: readonly Fact[]])[] = [
  ['wide', [...everywhere, ...withDefinitions]],
  ...documents.map((name) => [name, [...everywhere, ...withoutDefinitions]] as const),
]

const files = [
  ...cases.flatMap(([name, generated]) => checked(generated, `${name}/dynamics`)),
  // As it is written, and as programs have it: that it compiles strictly is the business of the others.
  ...generate(widened(smallModel, { tables: 300, columns: 120, navigationProperties: 40 })).files.map(
    ({ path, text }) => ({ path: `wide/dynamics/${path}`, text }),
  ),
  ...subjects.flatMap(([name, facts]) => filesOf(facts, name)),
]

test.skipIf(documents.length > 0)('real documents are not on this machine (../shared/data/csdl)', () => {
  expect(documents).toEqual([])
})

// One run for all of it: most of what a compiler does is read and check what is the same for all.
describe.each(Object.keys(compilers) as (keyof typeof compilers)[])('with %s', (compiler) => {
  let compiled: Promise<Compiled> | undefined
  const errorsIn = async (path: string): Promise<readonly string[]> => {
    compiled ??= compile(writeProject(`compiling-${compiler.replace(' ', '-')}`, files), compiler)
    return (await compiled).errors.filter((error) => error.includes(`/${path}`))
  }

  test.each(cases)(
    'what is generated of %s compiles strictly',
    async (name) => {
      expect(await errorsIn(`${name}/dynamics/`)).toEqual([])
    },
    300_000,
  )

  describe.each(subjects)('of tables of %s', (subject, facts) => {
    test.each(facts.map(({ name, refused }, index) => [name, index, refused] as const))(
      '%s',
      async (_, index, refused) => {
        const errors = await errorsIn(`${subject}/facts/${index}.ts(`)
        const sentence = [refused ?? ''].flat().at(compiler === 'TypeScript 7' ? 0 : -1) ?? ''
        expect(errors.filter((error) => refused === undefined || !error.includes(sentence))).toEqual([])
        expect(errors).toHaveLength(refused === undefined ? 0 : 1)
      },
      300_000,
    )
  })
})
