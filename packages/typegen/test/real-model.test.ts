import { readCsdl } from '@dynamics-kit/odata'
import { generate } from '@dynamics-kit/typegen'
import { expect, test } from 'vitest'
import { compile, writeProject } from './compile.ts'
import { realModelProgram } from './real-model-program.ts'
import { documents, readDocument } from './shared-data.ts'

const document = documents.find((name) => name.startsWith('bcgov-'))

if (document === undefined) console.log('types on a real model: skipped, ../shared/data is not beside the project')

test.skipIf(document === undefined)(
  'the client has the types of a real environment, and refuses what it does not have',
  async () => {
    const { files, report } = generate(readCsdl(readDocument(document ?? '')))
    expect(report.tables).toBeGreaterThan(300)
    const inFolder = files.map(({ path, text }) => ({ path: `dynamics/${path}`, text }))
    const program = { path: 'program.ts', text: realModelProgram }
    // What the client costs by itself, whatever tables there are.
    const empty = {
      path: 'program.ts',
      text: "import '@dynamics-kit/client'\nimport '@dynamics-kit/client/fetchxml'\n",
    }
    const whole = await compile(writeProject('real-model', [...inFolder, program], ['program.ts']))
    const client = await compile(writeProject('real-model-client', [empty], ['program.ts']))
    const instantiations = whole.instantiations - client.instantiations
    console.log(
      `types on a real model: ${report.tables} tables, ${report.columns} columns; ${instantiations} instantiations beyond those of the client's source, ${Math.round(whole.milliseconds)} ms beside ${Math.round(client.milliseconds)} ms, ${Math.round(whole.memoryInKB / 1024)} MB beside ${Math.round(client.memoryInKB / 1024)} MB`,
    )
    // Each `@ts-expect-error` that nothing stands behind is an error too.
    expect(whole.errors).toEqual([])
    expect(instantiations).toBeLessThan(INSTANTIATIONS)
  },
  180_000,
)

/** Half again as much as it takes. */
const INSTANTIATIONS = 90_000
