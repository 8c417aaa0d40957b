import { generate } from '@dynamics-kit/typegen'
import { expect, test } from 'vitest'
import { checked, compile, writeProject } from './compile.ts'
import { queryProgram, syntheticModel, untypedProgram, usedTables } from './synthetic-model.ts'

/** The program alone is checked; what it imports comes along, as in a program of one's own. */
const entry = ['program.ts']

test('50 queries cost the compiler little more than with five tables by hand, of however many there are', async () => {
  const model = syntheticModel({ tables: 800, columns: 120, navigationProperties: 40 })
  const program = { path: 'program.ts', text: queryProgram(50, './dynamics') }
  const inFolder = generate(model).files.map(({ path, text }) => ({ path: `dynamics/${path}`, text }))

  const generated = await compile(writeProject('budget-generated', [...inFolder, program], entry))
  const byHand = await compile(
    writeProject('budget-by-hand', [...checked(generate(usedTables(model)).files, 'dynamics'), program], entry),
  )
  const untyped = await compile(
    writeProject('budget-untyped', [{ path: 'program.ts', text: untypedProgram(50) }], entry),
  )

  // The client's own sources, which a program that installs it never has checked.
  const client = await compile(writeProject('budget-client', [{ path: 'program.ts', text: untypedProgram(0) }], entry))
  const [generatedCost, byHandCost, untypedCost] = [generated, byHand, untyped].map(
    ({ instantiations }) => instantiations - client.instantiations,
  ) as [number, number, number]

  expect([generated.errors, byHand.errors, untyped.errors]).toEqual([[], [], []])
  expect(generatedCost).toBeLessThan(1.5 * byHandCost)
  expect(generatedCost).toBeLessThan(2 * untypedCost)
  // What a table of 120 columns and 40 navigation properties costs more than one of 7 and 1, once for all queries of it.
  expect((generatedCost - byHandCost) / 5).toBeLessThan(1500)
  expect(generated.types).toBeLessThan(1.5 * byHand.types)
  expect(generated.memoryInKB).toBeLessThan(1.5 * byHand.memoryInKB)
}, 120_000)

test('800 tables are generated into files of bounded size', () => {
  const { report, files } = generate(syntheticModel({ tables: 800, columns: 120, navigationProperties: 40 }))
  expect(report).toMatchObject({ tables: 800, columns: 96_000, renamed: [], skipped: [] })
  expect(report.bytes).toBeLessThan(20_000_000)
  expect(files).toHaveLength(802)
}, 60_000)
