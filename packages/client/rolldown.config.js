import { fileURLToPath } from 'node:url'
import { defineConfig, rolldown } from 'rolldown'

const SOURCE = fileURLToPath(new URL('src/', import.meta.url))

/** The parts that need the parsers of `@dynamics-kit/odata`, which bring an XML reader along. */
const READS_XML = /[\\/](?:read-fetch-pages|definition-requests|read-definitions)\.ts$/

const input = {
  platform: 'neutral',
  resolve: { conditionNames: ['source', 'import', 'default'] },
  external: (id, importer) =>
    id === '@opentelemetry/api' ||
    id === 'saxes' ||
    (id === '@dynamics-kit/odata' && importer !== undefined && READS_XML.test(importer)),
}

/** The modules that an entry brings along at once: those behind an `import()` stay outside, and so does what nobody uses. */
async function loadedAtOnce(entry) {
  const bundle = await rolldown({
    ...input,
    input: `${SOURCE}${entry}`,
    plugins: [{ name: 'at-once', resolveDynamicImport: (id) => ({ id: String(id), external: true }) }],
  })
  const { output } = await bundle.generate({ format: 'esm' })
  const modules = output.flatMap((file) => (file.type === 'chunk' ? Object.entries(file.modules) : []))
  return new Set(modules.flatMap(([id, { code }]) => (code === null || code === '' ? [] : id)))
}

/** Files by what is in them; what two of them need is in the first. */
const PARTS = [
  ['core', 'create-client.ts'],
  ['guards', 'errors/guards.ts'],
  ['refusals', 'errors/refusals.ts'],
  ['errors', 'errors/explanations.ts'],
  ['values', 'filter/literals.ts'],
  ['values', 'row/create-row-decoder.ts'],
  ['values', '../../odata/src/print/print-arguments.ts'],
  ['full', 'query/full-queries.ts'],
  ['keys', 'row/row-path.ts'],
  ['expands', 'query/expands.ts'],
  ['reads', 'operation/reads.ts'],
  ['creates', 'operation/creates.ts'],
  ['writes', 'operation/writes.ts'],
]
const parts = await Promise.all(PARTS.map(async ([name, entry]) => ({ name, modules: await loadedAtOnce(entry) })))

/**
 * One file for what every program needs, and few for what is loaded when it is first used: a bundler keeps together what it
 * finds in one file, so nothing may be in the first that only others need. What the client needs of `@dynamics-kit/odata` is in them: loading all of that package would take longer
 * than all of this one.
 */
export default defineConfig({
  ...input,
  input: {
    index: 'src/index.ts',
    fetchxml: 'src/fetchxml.ts',
    opentelemetry: 'src/opentelemetry.ts',
    'power-pages': 'src/power-pages.ts',
  },
  output: {
    dir: 'dist',
    format: 'esm',
    chunkFileNames: 'chunks/[name].js',
    minifyInternalExports: false,
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ debugName: 'parts', name: (id) => parts.find(({ modules }) => modules.has(id))?.name ?? null }],
    },
  },
})
