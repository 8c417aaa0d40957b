// `pnpm run docs:api` writes a page for every public name; with `--check` it writes nothing, and only tells what is not documented.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application, ReflectionKind } from 'typedoc'
import type { ProjectReflection } from 'typedoc'

const root = join(import.meta.dirname, '../..')

/** What a `package.json` says. */
interface Manifest {
  readonly directory: string
  readonly name: string
  readonly exports: Readonly<Record<string, string | { readonly source?: string }>>
}

const manifests = readdirSync(join(root, 'packages')).map((folder): Manifest => {
  const directory = join(root, 'packages', folder)
  const { name, exports } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest
  return { directory, name, exports }
})

/** Files that people import, and the names by which they do. */
const sources = new Map(
  manifests.flatMap(({ directory, name, exports }) =>
    Object.entries(exports).flatMap(([path, target]) =>
      typeof target === 'string' || target.source === undefined
        ? []
        : [[join(directory, target.source), name + path.slice(1)] as const],
    ),
  ),
)
const app = await Application.bootstrap({
  name: 'dynamics-kit',
  entryPoints: [...sources.keys()],
  tsconfig: join(import.meta.dirname, 'tsconfig.json'),
  basePath: root,
  readme: 'none',
  // The types are checked by the compiler that we publish with.
  skipErrorChecking: true,
  disableGit: true,
  sourceLinkTemplate: 'https://github.com/dynamics-kit/dynamics-kit/blob/main/{path}#L{line}',
  sourceLinkExternal: true,
  excludePrivate: true,
  excludeInternal: true,
  validation: { notExported: false, invalidLink: true, invalidPath: true, notDocumented: true, rewrittenLink: true },
  packagesRequiringDocumentation: manifests.map(({ name }) => name),
  requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Function', 'Variable', 'Enum'],
  treatValidationWarningsAsErrors: true,
  treatWarningsAsErrors: true,
})
const project = await app.convert()
if (project === undefined) process.exit(1)
nameModules(project)
app.validate(project)
if (!process.argv.includes('--check')) await app.generateDocs(project, join(import.meta.dirname, 'html'))
process.exitCode = app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0

/** Modules by the name of their import, rather than of their file. */
function nameModules(given: ProjectReflection): void {
  for (const module of given.getChildrenByKind(ReflectionKind.Module)) {
    const name = sources.get(module.sources?.[0]?.fullFileName ?? '')
    if (name !== undefined) module.name = name
  }
}
