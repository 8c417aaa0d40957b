import { readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { GeneratedFile } from '@dynamics-kit/typegen'
import { writeProject } from '../../packages/typegen/test/compile.ts'

/** The compiler options that its output is written for. */
const OPTIONS = {
  module: 'esnext',
  moduleResolution: 'bundler',
  isolatedDeclarations: false,
  verbatimModuleSyntax: false,
}

/** A folder with what odata2ts wrote, and a program beside it; packages are those of this folder. */
export function odata2tsProject(name: string, folder: string, program?: string): string {
  const files: GeneratedFile[] = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ path: `odata2ts/${file}`, text: readFileSync(join(folder, file), 'utf8') }))
  if (program !== undefined) files.push({ path: 'program.ts', text: program })
  const project = writeProject(name, files, program === undefined ? undefined : ['program.ts'], OPTIONS)
  symlinkSync(join(import.meta.dirname, '../node_modules'), join(project, 'node_modules'))
  return project
}

/** The queries of `queryProgram`, in its words: its builder makes addresses; rows and writes are another package's. */
export function odata2tsProgram(count: number): string {
  const queries = Array.from({ length: count }, (_, index) => {
    const table = index % 4
    const [text, number, date, choice] = [0, 1, 3, 5].map((column) => named('newC', column + 6 * (index % 2)))
    const q = named('qNewT', table)
    return `
    createQueryBuilderV4('new_t00${table}s', ${q})
      .select('${text}', '${number}', '${choice}')
      .expanding('newL000', (related) => related.select('${text}', '${date}'))
      .filter(${q}.${choice}.eq(${index % 8}), ${q}.${number}.gt(${index}), ${q}.newL000.props.${text}.contains('x'))
      .orderBy(${q}.${date}.desc())
      .build(),`
  })
  const names = [0, 1, 2, 3].map((table) => named('qNewT', table))
  return `import { createQueryBuilderV4 } from '@odata2ts/odata-query-builder'
import { ${names.join(', ')} } from './odata2ts/QMicrosoftDynamicsCrm'

export function program(): string[] {
  return [${queries.join('')}
  ]
}
`
}

const named = (prefix: string, index: number): string => `${prefix}${String(index).padStart(3, '0')}`
