import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Model, readCsdl } from '@dynamics-kit/odata'
import { generate, type GeneratedFile } from '@dynamics-kit/typegen'
import { checked, compile, type Compiled, writeProject } from '../../packages/typegen/test/compile.ts'
import {
  interfaceProgram,
  queryProgram,
  untypedProgram,
  usedTables,
} from '../../packages/typegen/test/synthetic-model.ts'
import type { Budget } from '../budgets.ts'
import { odata2tsProgram, odata2tsProject } from './odata2ts-program.ts'

const shared = join(import.meta.dirname, '../../../shared/data/csdl')

/** The whole of it, as tsc sees it: with the line that leaves out its own checks, and without. */
export async function compiling(large: Model, small: Model, peerFolder: string | undefined): Promise<void> {
  headline('compiling everything that was generated')
  const documents = existsSync(shared) ? readdirSync(shared).filter((file) => file.endsWith('.xml.gz')) : []
  const models = documents.map(
    (name) => [name.slice(0, 24), readCsdl(gunzipSync(readFileSync(join(shared, name))).toString('utf8'))] as const,
  )
  const all = [...models, ['synthetic, 800 tables', large], ['synthetic, 100 tables', small]] as const
  for (const [short, read] of all) {
    const { files } = generate(read)
    print(`${short}, as written`, await best(projectOf(nameOf(short), files)))
    print(`${short}, all checked`, await best(projectOf(`checked-${nameOf(short)}`, checked(files))))
  }
  if (peerFolder === undefined) return
  print('synthetic, 100 tables, of odata2ts', await best(odata2tsProject('bench-odata2ts-all', peerFolder)))
}

/** 50 queries of 5 tables, and the cost of the tables that they are of. */
export async function querying(model: Model, peerFolder?: string): Promise<readonly Budget[]> {
  const tables = model.entityTypes.size
  headline(`50 queries of 5 tables, of ${tables} with 120 columns and 40 navigation properties each`)
  const all = generate(model).files.map(({ path, text }) => ({ path: `dynamics/${path}`, text }))
  const byHand = checked(generate(usedTables(model)).files, 'dynamics')
  const program = queryProgram(50, './dynamics')
  const throughIndex = program
    .replaceAll(/^import \{ (\w+) \} from '\.\/dynamics\/\w+\.js'\n/gm, '')
    .replace(
      /^import type.*\n/,
      (line) => `${line}import { new_t000s, new_t001s, new_t002s, new_t003s, new_t004s } from './dynamics/index.js'\n`,
    )
  const measure = async (name: string, files: readonly GeneratedFile[]): Promise<Compiled> =>
    best(projectOf(nameOf(`${tables}-${name}`), files, ['program.ts']))

  const none = await measure('none', [programOf(untypedProgram(50))])
  const lines: readonly (readonly [name: string, compiled: Compiled])[] = [
    ['no generated types, names alone', none],
    ['five tables by hand, the columns in use only', await measure('by hand', [...byHand, programOf(program)])],
    ['generated, from the files of five tables', await measure('files', [...all, programOf(program)])],
    [`generated, from index.js of all ${tables}`, await measure('index', [...all, programOf(throughIndex)])],
    [`all ${tables} as plain interfaces, names and casts`, await measure('interfaces', interfaceProgram(model, 50))],
    ...(peerFolder === undefined
      ? []
      : [
          [
            'odata2ts, its query objects and its builder',
            await best(odata2tsProject('bench-odata2ts', peerFolder, odata2tsProgram(50))),
          ] as const,
        ]),
  ]
  for (const [name, compiled] of lines) print(name, compiled, none)
  const [, [, hand] = [], [, generated] = []] = lines
  return hand && generated ? budgetsOf(tables, none, hand, generated) : []
}

function budgetsOf(tables: number, none: Compiled, hand: Compiled, generated: Compiled): readonly Budget[] {
  const kinds = [
    ['time', 'milliseconds'],
    ['memory', 'memoryInKB'],
    ['instantiations', 'instantiations'],
  ] as const
  return [
    ...kinds.map(([kind, member]) => ({
      what: `50 queries, of ${tables} tables, ${kind}, of no types`,
      measured: generated[member] / none[member],
      limit: 2,
      unit: 'x',
    })),
    ...kinds.map(([kind, member]) => ({
      what: `50 queries, of ${tables} tables, ${kind}, of tables by hand`,
      measured: generated[member] / hand[member],
      limit: 1.5,
      unit: 'x',
    })),
  ]
}

const programOf = (text: string): GeneratedFile => ({ path: 'program.ts', text })

/** The quickest of five; sizes are the same each time. */
async function best(project: string): Promise<Compiled> {
  const all: Compiled[] = []
  for (let round = 0; round < 5; round++) all.push(await compile(project))
  const [quickest] = all.toSorted((one, other) => one.milliseconds - other.milliseconds)
  if (quickest === undefined) throw new Error('nothing was compiled')
  if (quickest.errors.length > 0) throw new Error(quickest.errors[0])
  return quickest
}

function headline(title: string): void {
  console.log(`\n${title}; TypeScript 7, best of 5`)
  console.log(`  ${''.padEnd(50)}${['time', 'memory', 'instantiations'].map((name) => name.padStart(22)).join('')}`)
}

function print(name: string, { milliseconds, memoryInKB, instantiations }: Compiled, limit?: Compiled): void {
  const cells = [
    `${milliseconds.toFixed(0)} ms${ratio(milliseconds, limit?.milliseconds)}`,
    `${(memoryInKB / 1024).toFixed(0)} MB${ratio(memoryInKB, limit?.memoryInKB)}`,
    `${instantiations}${ratio(instantiations, limit?.instantiations)}`,
  ]
  console.log(`  ${name.padEnd(50)}${cells.map((cell) => cell.padStart(22)).join('')}`)
}

const ratio = (value: number, least: number | undefined): string =>
  least === undefined ? '' : `${(value / least).toFixed(2)}x`.padStart(8)

/** With the packages as people install them: declarations, which nobody checks again. */
const projectOf = (name: string, files: readonly GeneratedFile[], include?: readonly string[]): string =>
  writeProject(`bench-${name}`, files, include, { customConditions: [] })

const nameOf = (title: string): string => title.replaceAll(/\W+/g, '-')
