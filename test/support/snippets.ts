import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** A piece of TypeScript in the documentation. */
export interface Snippet {
  /** `README.md:12`, the line of its fence. */
  readonly where: string
  readonly code: string
  /** What the text block right behind it says the snippet prints. */
  readonly output?: string
  /** `run`: a page shows it as a program. `compile`: an example in a doc comment. */
  readonly use: 'run' | 'compile'
}

/** All snippets of README files, `docs/` and the doc comments of published packages. */
export function collectSnippets(root: string): Snippet[] {
  const files = listFiles(root)
  return [
    ...files
      .filter((file) => file.endsWith('.md') && !file.endsWith('CHANGELOG.md'))
      .flatMap((file) => fromMarkdown(relative(root, file), readFileSync(file, 'utf8'))),
    ...files.filter(isPublished).flatMap((file) => fromDocComments(relative(root, file), readFileSync(file, 'utf8'))),
  ]
}

/** Places of `@example` without a fence of TypeScript: nothing would compile them. */
export function unfencedExamples(root: string): string[] {
  return listFiles(root)
    .filter(isPublished)
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8')
      const examples = [...text.matchAll(/^[ \t]*\* @example\b[^\n]*\n(?![ \t]*\* ```ts\n)/gm)]
      return examples.map(({ index }) => `${relative(root, file)}:${lineAt(text, index)}`)
    })
}

function isPublished(file: string): boolean {
  return /packages\/[^/]+\/src\/.*(?<!\.test|\.test-d)\.ts$/.test(file)
}

function fromMarkdown(file: string, text: string): Snippet[] {
  const fences = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
  return fences.flatMap((fence, index) => {
    if (fence[1] !== 'ts') return []
    const next = fences[index + 1]
    const between = next ? text.slice(fence.index + fence[0].length, next.index) : undefined
    const output = next?.[1] === 'text' && between?.trim() === '' ? next[2] : undefined
    return [
      {
        where: `${file}:${lineAt(text, fence.index)}`,
        code: fence[2] ?? '',
        use: 'run' as const,
        ...(output !== undefined && { output }),
      },
    ]
  })
}

function fromDocComments(file: string, text: string): Snippet[] {
  return [...text.matchAll(/^[ \t]*\* ```ts\n([\s\S]*?)^[ \t]*\* ```$/gm)].map((match) => ({
    where: `${file}:${lineAt(text, match.index)}`,
    code: (match[1] ?? '').replaceAll(/^[ \t]*\* ?/gm, ''),
    use: 'compile' as const,
  }))
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

const leftOut = new Set(['node_modules', 'dist', '.cache', '.git', '.turbo', '.changeset'])

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (leftOut.has(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? listFiles(path) : [path]
  })
}
