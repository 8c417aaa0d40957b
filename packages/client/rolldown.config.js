import { fileURLToPath } from 'node:url'
import { defineConfig } from 'rolldown'

const SOURCE = fileURLToPath(new URL('src/', import.meta.url))
const ENTRY = `${SOURCE}index.ts`

/** The parts that need the parsers of `@dynamics-kit/odata`, which bring an XML reader along. */
const READS_XML = /[\\/](?:read-fetch-pages|create-metadata)\.ts$/

/** What prints queries, out of `@dynamics-kit/odata`; whatever else of it is needed goes where it is needed. */
const PRINTS =
  /odata[\\/]src[\\/](?:(?:ast|header|literal|print|text)[\\/]|(?:fetchxml[\\/](?:print|attribute)|xml[\\/]escape))/

/** Modules of this package that are loaded together with the entry: everything but what an `import()` leads to. */
function loadedAtOnce(modules) {
  const found = new Set()
  const rest = [ENTRY]
  for (let id = rest.pop(); id !== undefined; id = rest.pop()) {
    if (found.has(id) || !id.startsWith(SOURCE)) continue
    found.add(id)
    rest.push(...(modules.getModuleInfo(id)?.importedIds ?? []))
  }
  return found
}

let core

/**
 * One file for what every program needs, others for what is loaded when it is first used. What the client needs of
 * `@dynamics-kit/odata` is in them: loading all of that package would take longer than all of this one.
 */
export default defineConfig({
  input: { index: 'src/index.ts', fetchxml: 'src/fetchxml.ts', opentelemetry: 'src/opentelemetry.ts' },
  platform: 'neutral',
  resolve: { conditionNames: ['source', 'import', 'default'] },
  external: (id, importer) =>
    id === '@opentelemetry/api' ||
    id === 'saxes' ||
    (id === '@dynamics-kit/odata' && importer !== undefined && READS_XML.test(importer)),
  output: {
    dir: 'dist',
    format: 'esm',
    chunkFileNames: 'chunks/[name].js',
    minifyInternalExports: false,
    codeSplitting: {
      groups: [
        {
          debugName: 'core',
          name: (id, modules) => {
            core ??= loadedAtOnce(modules)
            return core.has(id) || PRINTS.test(id) ? 'core' : null
          },
        },
      ],
    },
  },
})
